import { findingsOf } from './config-of';

/** Files with one key or one value of an earlier version, and what the finding says. */
const RENAMED: readonly (readonly [yaml: string, message: string])[] = [
  ['pools: { a: { outliers: {} } }', '"outliers" is now called "outlierDetection"'],
  ...outlierDetection('consecutive: 3', '"consecutive" is now called "consecutiveFailures"'),
  ...outlierDetection('failureShare: 10%', '"failureShare" is now called "failureRatio"'),
  ...outlierDetection('ejection: 1s', '"ejection" is now called "baseEjectionTime"'),
  ...outlierDetection('maxEjection: 1s', '"maxEjection" is now called "maxEjectionTime"'),
  ...outlierDetection('maxEjected: 10%', '"maxEjected" is now called "maxEjectedRatio"'),
  ...outlierDetection('latency: { atLeast: 1s }', '"atLeast" is now called "minDifference"'),
  ...outlierDetection('latency: { for: 1s }', '"for" is now called "duration"'),
  ['pools: { a: { panic: 0 } }', '"panic" is now called "panicThreshold"'],
  ['pools: { a: { queue: { time: 1s } } }', '"time" is now called "timeout"'],
  ['pools: { a: { connections: { queueTime: 1s } } }', '"queueTime" is now called "queueTimeout"'],
  ['pools: { a: { connections: { idleTime: 1s } } }', '"idleTime" is now called "idleTimeout"'],
  ['pools: { a: { retry: { statuses: [503] } } }', '"statuses" is now called "onStatuses"'],
  ['pools: { a: { discovery: [{ type: registry }] } }', '"registry" is now called "self-registration"'],
  ...discovery('shrink: {}', '"shrink" is now called "shrinkProtection"'),
  ...discovery('shrinkProtection: { hold: 1% }', '"hold" is now called "maxRatio"'),
  ...discovery('shrinkProtection: { interval: 1s }', '"interval" is now called "recheckInterval"'),
  ...rateLimit('storeDown: open', '"storeDown" is now called "onStoreUnavailable: allow or deny"'),
  ...rateLimit('onStoreUnavailable: open', '"open" is now called "allow"'),
  ...rateLimit('onStoreUnavailable: closed', '"closed" is now called "deny"'),
  ...rateLimit('key: { claim: sub }', '"claim" is now called "jwt"'),
  ['routes: [{ pool: items, concurrency: { max: 1, key: { claim: a } } }]', '"claim" is now called "jwt"'],
  ...affinity(
    'ownerDown: strict',
    '"ownerDown" is now called "onOwnerUnavailable: fail, fallback or reassign"',
  ),
  ...affinity('onOwnerUnavailable: strict', '"strict" is now called "fail"'),
  ...affinity('onOwnerUnavailable: { reads: strict }', '"strict" is now called "fail"'),
  ...affinity('miss: balance', '"miss" is now called "onUnknownOwner"'),
  ...affinity('strength: weak', '"strength" is now called "binding: required or preferred"'),
  ...affinity('binding: strong', '"strong" is now called "required"'),
  ...affinity('binding: weak', '"weak" is now called "preferred"'),
  ...affinity('idle: 1h', '"idle" is now called "idleTimeout"'),
  ...affinity('max: 10', '"max" is now called "maxSessions"'),
  ...affinity('locate: { share: 1% }', '"share" is now called "maxRatio"'),
  ...affinity('locate: { remember: 1s }', '"remember" is now called "negativeCacheTtl"'),
  ['stores: { registry: memory }', '"registry" is now called "cluster"'],
  [
    'stores: { storeDown: lastKnown }',
    '"storeDown" is now called "onStoreUnavailable: useLastKnown, locate or fail"',
  ],
  ['stores: { onStoreUnavailable: lastKnown }', '"lastKnown" is now called "useLastKnown"'],
  ['stores: { onStoreUnavailable: reject }', '"reject" is now called "fail"'],
  ['stores: { firstStart: complete }', '"firstStart" is now called "backendsStartEmpty: true or false"'],
  [
    'listen: { tls: { cert: gateway.yaml, key: gateway.yaml, redirectFrom: 80 } }',
    '"redirectFrom" is now called "httpRedirectPort"',
  ],
  ['log: { access: { share: 1% } }', '"share" is now called "sampleRate"'],
  ['tracing: { share: 1% }', '"share" is now called "sampleRate"'],
  ['registry: { ttl: 1s }', '"registry" is now called "selfRegistration"'],
];

function outlierDetection(setting: string, message: string): [string, string][] {
  return [[`pools: { a: { outlierDetection: { ${setting} } } }`, message]];
}

function discovery(setting: string, message: string): [string, string][] {
  return [[`pools: { a: { discovery: [{ type: file, path: gateway.yaml, ${setting} }] } }`, message]];
}

function rateLimit(setting: string, message: string): [string, string][] {
  return [[`routes: [{ pool: items, rateLimit: { limit: 1/s, ${setting} } }]`, message]];
}

function affinity(setting: string, message: string): [string, string][] {
  return [[`affinity: { a: { key: [{ query: id }], ${setting} } }`, message]];
}

describe('a key or value of an earlier version', () => {
  it.each(RENAMED)('%s is answered with the name of today, and with nothing else', (yaml, message) => {
    const [finding, ...others] = findingsOf(yaml);
    expect(others).toEqual([]);
    expect(finding).toMatch(/^gateway\.yaml:1:\d+ /);
    expect(finding.endsWith(`: ${message}`)).toBe(true);
  });

  it('is a key or value like any other where it never had that meaning', () => {
    expect(findingsOf('listen: { panic: 0 }')).toEqual([expect.stringContaining('unknown key "panic"')]);
  });
});
