import { z } from 'zod';
import { rule } from './objects';
import { redisServers } from './redis-servers';
import { isTlsUrl, storeUrl } from './redis-url';
import { flag, text, wholeNumber } from './scalar';
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
    stickySessions: place()
      .prefault('memory')
      .describe(
        'Where the owners of resources are stored: `memory`, or `redis://host:6379` (`rediss://` with TLS), which several gateways can share. An object names the Sentinels or the nodes of a Redis Cluster.',
      ),
    rateLimits: place()
      .prefault('memory')
      .describe(
        'Where `rateLimit` counts requests: `memory`, separately in each gateway, or `redis://host:6379`, together for all gateways that share it.',
      ),
    cluster: place()
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
      const usesTls = [stickySessions, rateLimits, cluster].some((store) => isEncrypted(store));
      if ((settings as { ca?: unknown } | undefined)?.ca !== undefined && !usesTls)
        report('only with a URL that begins with rediss://', { at: ['redis', 'ca'] });
    }),
  )
  .describe('Where the gateway stores sticky sessions, request counts and the state of the cluster.');

/** `memory`, one Redis or Valkey server, or several that belong together. */
function place() {
  return z.union([storeUrl(), redisServers]).meta({ json: { title: 'memory, URL or object' } });
}

function isEncrypted(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isTlsUrl(value);
  const { sentinels, cluster } = value as { readonly [key: string]: unknown };
  return [sentinels, cluster].some((urls) => Array.isArray(urls) && urls.some((url) => isTlsUrl(url)));
}
