import { type GatewayConfig } from '../gateway-config';
import { type Path } from '../path';
import { type Subject, type Warning } from './warning';

/** Settings that count only together with another one. */
interface Dependent {
  readonly path: Path;
  readonly counts: (config: GatewayConfig) => boolean;
  readonly when: string;
}

const DEPENDENTS: readonly Dependent[] = [
  { path: ['tracing', 'service'], counts: isTraced, when: 'with `tracing.endpoint`' },
  { path: ['tracing', 'sampleRate'], counts: isTraced, when: 'with `tracing.endpoint`' },
  {
    path: ['log', 'access', 'sampleRate'],
    counts: ({ log }) => log.access.mode === 'sampled',
    when: 'with `mode: sampled`',
  },
  {
    path: ['log', 'access', 'headers'],
    counts: ({ log }) => log.access.mode !== 'off' && log.access.format === 'json',
    when: 'in an access log that is on and has `format: json`',
  },
  {
    path: ['selfRegistration', 'ttl'],
    counts: ({ pools }) => pools.some(isAnnounced),
    when: 'for a pool with `discovery: [{ type: self-registration }]`',
  },
];

/** Settings that have no effect. */
export function* unusedWarnings(subject: Subject): Generator<Warning> {
  const { config } = subject;
  yield* unusedRules(subject);
  yield* unusedPools(config);
  for (const { path, counts, when } of DEPENDENTS)
    if (subject.says(...path) && !counts(config))
      yield { path, atKey: true, message: `this has no effect: it applies only ${when}` };
  const { token } = config.selfRegistration;
  if (token !== undefined && !config.pools.some(isAnnounced))
    yield {
      path: ['selfRegistration', subject.says('selfRegistration', 'tokenFile') ? 'tokenFile' : 'token'],
      atKey: true,
      message:
        'no backend can announce itself: no pool has `discovery: [{ type: self-registration }]`; add it, or remove the token',
    };
}

function* unusedRules(subject: Subject): Generator<Warning> {
  const { affinity, routes } = subject.config;
  const used = new Set(routes.flatMap((route) => route.affinity));
  for (const { name } of affinity)
    if (!used.has(name) && subject.says('affinity', name))
      yield {
        path: ['affinity', name],
        atKey: true,
        message: `no route lists this rule, so it has no effect; write \`affinity: [${name}]\` at a route, or remove the rule`,
      };
}

function* unusedPools({ pools, routes }: GatewayConfig): Generator<Warning> {
  const used = new Set(routes.map(({ pool }) => pool));
  for (const { name } of pools)
    if (!used.has(name))
      yield {
        path: ['pools', name],
        atKey: true,
        message: `no route leads to this pool, so its backends are sent no requests; write \`pool: ${name}\` at a route, or remove the pool`,
      };
}

function isTraced({ tracing }: GatewayConfig): boolean {
  return tracing.endpoint !== undefined;
}

function isAnnounced({ discovery }: GatewayConfig['pools'][number]): boolean {
  return discovery.some(({ type }) => type === 'self-registration');
}
