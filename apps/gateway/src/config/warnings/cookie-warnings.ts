import { type AffinityRuleConfig, type GatewayConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

/** A place where the gateway sets a cookie whose name the configuration gives. */
interface Use {
  readonly rule: AffinityRuleConfig;
  readonly pool: string;
  readonly host: string | undefined;
}

/** Cookies with one name that replace each other in the browsers of clients (RFC 6265 §5.3: name, domain, path). */
export function* cookieWarnings({ config }: Subject): Generator<Warning> {
  const uses = usesIn(config);
  for (const rule of config.affinity) {
    const own = uses.filter((use) => use.rule === rule);
    const clash = own
      .flatMap((use) => uses.map((other) => [use, other] as const))
      .find(([use, other]) => clashes(use, other));
    if (clash === undefined) continue;
    const [first, second] = clash.map((use) => `rule ${use.rule.name} in pool ${use.pool}`);
    yield {
      path: ['affinity', rule.name, 'cookie', 'name'],
      message: `${first} and ${second} set a cookie with the same name, host and path, so each replaces the cookie of the other; leave out \`name\`, or write one rule for each pool, each with another name`,
    };
  }
}

function usesIn({ affinity, routes }: GatewayConfig): Use[] {
  const named = affinity.filter(({ cookie }) => cookie?.name !== undefined);
  return routes.flatMap(({ pool, host, affinity: rules }) =>
    pool === undefined
      ? []
      : named.filter(({ name }) => rules.includes(name)).map((rule) => ({ rule, pool, host })),
  );
}

function clashes(one: Use, other: Use): boolean {
  if (one.rule === other.rule && one.pool === other.pool) return false;
  const [own, others] = [one.rule.cookie, other.rule.cookie];
  return own?.name === others?.name && own?.path === others?.path && mayShareHost(one.host, other.host);
}

/** Browsers return such a cookie to the host that set it, and to no other. */
function mayShareHost(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true;
  return one.includes('*') || other.includes('*');
}
