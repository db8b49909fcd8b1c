import { type ConfigIssue } from './config-issue';
import { type Path, valueAt } from './path';

/** Keys of earlier versions, and what each is called today; `*` stands for a name or an index. */
const KEYS: Readonly<Record<string, string>> = {
  'pools.*.outliers': 'outlierDetection',
  'pools.*.outlierDetection.consecutive': 'consecutiveFailures',
  'pools.*.outlierDetection.failureShare': 'failureRatio',
  'pools.*.outlierDetection.ejection': 'baseEjectionTime',
  'pools.*.outlierDetection.maxEjection': 'maxEjectionTime',
  'pools.*.outlierDetection.maxEjected': 'maxEjectedRatio',
  'pools.*.outlierDetection.latency.atLeast': 'minDifference',
  'pools.*.outlierDetection.latency.for': 'duration',
  'pools.*.panic': 'panicThreshold',
  'pools.*.queue.time': 'timeout',
  'pools.*.connections.queueTime': 'queueTimeout',
  'pools.*.connections.idleTime': 'idleTimeout',
  'pools.*.retry.statuses': 'onStatuses',
  'pools.*.discovery.*.shrink': 'shrinkProtection',
  'pools.*.discovery.*.shrinkProtection.hold': 'maxRatio',
  'pools.*.discovery.*.shrinkProtection.interval': 'recheckInterval',
  'routes.*.rateLimit.storeDown': 'onStoreUnavailable: allow or deny',
  'affinity.*.ownerDown': 'onOwnerUnavailable: fail, fallback or reassign',
  'affinity.*.miss': 'onUnknownOwner',
  'affinity.*.strength': 'binding: required or preferred',
  'affinity.*.idle': 'idleTimeout',
  'affinity.*.max': 'maxSessions',
  'affinity.*.locate.share': 'maxRatio',
  'affinity.*.locate.remember': 'negativeCacheTtl',
  'stores.registry': 'cluster',
  'stores.storeDown': 'onStoreUnavailable: useLastKnown, locate or fail',
  'stores.firstStart': 'backendsStartEmpty: true or false',
  'listen.tls.redirectFrom': 'httpRedirectPort',
  'log.access.share': 'sampleRate',
  'tracing.share': 'sampleRate',
  registry: 'selfRegistration',
};

/** Values of earlier versions by their keys, and what each is called today. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'pools.*.discovery.*.type': { registry: 'self-registration' },
  'routes.*.rateLimit.key': { claim: 'jwt' },
  'routes.*.rateLimit.onStoreUnavailable': { open: 'allow', closed: 'deny' },
  'routes.*.concurrency.key': { claim: 'jwt' },
  'affinity.*.onOwnerUnavailable': { strict: 'fail' },
  'affinity.*.binding': { strong: 'required', weak: 'preferred' },
  'stores.onStoreUnavailable': { lastKnown: 'useLastKnown', reject: 'fail' },
};

/** How the key or the value that an issue is about is called today; undefined if it was never renamed. */
export function nowCalled({ path, atKey }: ConfigIssue, root: unknown): string | undefined {
  if (atKey) return sentence(String(path.at(-1)), entryFor(path, KEYS));
  const renamed = entryFor(path, VALUES);
  const word = renamed && wordsOf(valueAt(root, path)).find((each) => Object.hasOwn(renamed, each));
  return word === undefined ? undefined : sentence(word, renamed?.[word]);
}

function entryFor<T>(path: Path, table: Readonly<Record<string, T>>): T | undefined {
  return Object.entries(table).find(([pattern]) => matches(path, pattern.split('.')))?.[1];
}

function matches(path: Path, pattern: readonly string[]): boolean {
  return path.length === pattern.length && pattern.every((step, at) => step === '*' || step === path[at]);
}

/** The value itself, or the keys and values of a small object such as `{ reads: …, writes: … }`. */
function wordsOf(value: unknown): string[] {
  const words = typeof value === 'object' && value !== null ? Object.entries(value).flat() : [value];
  return words.filter((word) => typeof word === 'string');
}

function sentence(before: string, today: string | undefined): string | undefined {
  return today === undefined ? undefined : `"${before}" is now called "${today}"`;
}
