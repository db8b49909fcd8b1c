import { z } from 'zod';
import { rule } from './objects';
import { flag, scalar, text, wholeNumber } from './scalar';
import { duration } from './units';

const redis = z.strictObject({
  timeout: duration({ from: '1ms', to: '10s' })
    .prefault('50ms')
    .describe('Time limit for a response of Redis. Requests never wait longer for it.'),
  prefix: text({
    title: 'text',
    allowed: 'up to 64 letters, digits and any of _ . : -',
    pattern: /^[\w.:-]{0,64}$/,
  })
    .prefault('load-distributer:')
    .describe('Prefix of the names of all keys in Redis. It must be equal on all gateways of a cluster.'),
  ca: text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ })
    .optional()
    .describe(
      'PEM file with the certificate authorities to trust with `rediss://`, instead of the public ones.',
    ),
  nearCache: wholeNumber({ from: 1, to: 10_000_000 })
    .prefault(100_000)
    .describe('Number of sticky sessions of each rule that a gateway also caches in its own memory.'),
});

/** Where the gateway keeps what it remembers. */
export const stores = z
  .strictObject({
    stickySessions: storeUrl()
      .prefault('memory')
      .describe(
        'Where the owners of resources are stored: `memory`, or `redis://host:6379` (`rediss://` with TLS), which several gateways can share.',
      ),
    rateLimits: storeUrl()
      .prefault('memory')
      .describe(
        'Where `rateLimit` counts requests: `memory`, separately in each gateway, or `redis://host:6379`, together for all gateways that share it.',
      ),
    cluster: storeUrl()
      .prefault('memory')
      .describe(
        'Where gateways share overrides, self-registrations and the list of members: `memory`, each gateway is alone, or `redis://host:6379`, all gateways that share it are one cluster.',
      ),
    rateLimitKeys: wholeNumber({ from: 1, to: 10_000_000 })
      .prefault(100_000)
      .describe('Number of clients that are counted in memory at a time, with about 150 bytes each.'),
    onStoreUnavailable: z
      .enum(['useLastKnown', 'locate', 'fail'])
      .prefault('useLastKnown')
      .describe(
        'While Redis is unreachable: `useLastKnown` uses what this gateway has cached and responds with 503 for other resources. `locate` asks the backends for the owner, if the rule allows it. `fail` responds with 503.',
      ),
    redis: redis.prefault({}).describe('How the stores in Redis are used.'),
    snapshot: text({ title: 'file', allowed: 'the path of a file', pattern: /^[^\0]+$/ })
      .optional()
      .describe('File in which the sticky sessions in memory survive a graceful stop.'),
    backendsStartEmpty: flag()
      .prefault(false)
      .describe(
        'If `true`, the backends hold no resources at the first start with `snapshot`, so that a key without a record has no owner.',
      ),
  })
  .check(
    rule(({ redis: settings, stickySessions, rateLimits, cluster }, report) => {
      const isEncrypted = [stickySessions, rateLimits, cluster].some((url) => isTlsUrl(url));
      if ((settings as { ca?: unknown } | undefined)?.ca !== undefined && !isEncrypted)
        report('only with a URL that begins with rediss://', { at: ['redis', 'ca'] });
    }),
  )
  .describe('Where the gateway stores sticky sessions, request counts and the state of the cluster.');

/** `memory`, or the URL of a Redis or Valkey server. */
function storeUrl() {
  return scalar({
    allowed: 'memory, redis://host:port or rediss://host:port, with the number of a database as path',
    read: (value) => (value === 'memory' || isRedisUrl(value) ? value : undefined),
    json: { title: 'memory or URL', type: 'string' },
    words: ['memory'],
    // The password of a URL that is wrong elsewhere.
    secret: 'in findings',
    secretPart: passwordIn,
  });
}

function isTlsUrl(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('rediss:');
}

function passwordIn(url: string): string {
  const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
  return password;
}

function isRedisUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^rediss?:\/\/[^\s]+$/.test(value) || !URL.canParse(value)) return false;
  const { hostname, pathname, search, hash } = new URL(value);
  return hostname !== '' && /^(\/\d{0,4})?$/.test(pathname) && search === '' && hash === '';
}
