import { z } from 'zod';
import { type Backend, backend } from './backend';
import { discovery } from './discovery/discovery';
import { handOff } from './hand-off';
import { type HashKey, hashKey } from './hash-key';
import { health } from './health';
import { distinct, named, rule } from './objects';
import { outlierDetection } from './outlier-detection';
import { rebalance } from './rebalance';
import { flag, numberOf, text, wholeNumber } from './scalar';
import { SELECTOR_NAMES } from './selector-names';
import { duration, ratio, size } from './units';

const CLIENT_ADDRESS: HashKey = { from: 'clientAddress' };

const connections = z
  .strictObject({
    max: wholeNumber({ from: 1, to: 100_000 })
      .prefault(256)
      .describe('Number of connections to one backend.'),
    idle: wholeNumber({ from: 0, to: 100_000 })
      .prefault(32)
      .describe('Number of idle connections to one backend that stay open.'),
    idleTimeout: duration()
      .prefault('4s')
      .describe(
        'How long an idle connection stays open. It must be less than the keep-alive time of the backends. If a backend sends `Keep-Alive: timeout=60`, its value is used instead.',
      ),
    queue: wholeNumber({ from: 0, to: 1_000_000 })
      .prefault(1024)
      .describe('Number of requests that wait for a connection to one backend.'),
    queueTimeout: duration().prefault('5s').describe('Longest time that a request waits for a connection.'),
  })
  .transform((settings) => ({ ...settings, idle: Math.min(settings.idle, settings.max) }));

const queue = z.strictObject({
  size: wholeNumber({ from: 0, to: 1_000_000 })
    .prefault(1024)
    .describe('Number of requests that wait while all backends are at `maxInFlight`. More requests get 503.'),
  timeout: duration().prefault('5s').describe('Longest time that a request waits in the queue.'),
});

const ownerQueue = z.strictObject({
  size: wholeNumber({ from: 0, to: 1_000_000 })
    .prefault(1000)
    .describe(
      'Number of requests that wait while their owner is not available, where a rule says `onOwnerUnavailable: { wait: … }`. More requests do not wait.',
    ),
  bodyBytes: size({ from: '0B', to: '16GiB' })
    .prefault('64MiB')
    .describe('Bytes of request bodies that the gateway holds meanwhile.'),
  ramp: duration({ from: '0ms', to: '1m' })
    .prefault('500ms')
    .describe('How long it takes until 1,000 waiting requests are sent to an owner that is back.'),
});

const timeouts = z.strictObject({
  connect: duration().prefault('2s').describe('Time to establish a connection.'),
  response: duration().prefault('30s').describe('Time for the response to begin after the request is sent.'),
  bodyIdle: duration()
    .prefault('60s')
    .describe(
      'Time between two pieces of a response body. For `text/event-stream`, `tunnelIdle` applies instead.',
    ),
  tunnelIdle: duration().prefault('1h').describe('Time without data on an upgraded connection (WebSocket).'),
  tunnelHalfClosed: duration()
    .prefault('30s')
    .describe('Time without data on an upgraded connection after one side has closed its direction.'),
});

const retry = z.strictObject({
  attempts: wholeNumber({ from: 1, to: 10 })
    .prefault(3)
    .describe('Number of attempts for one request, including the first.'),
  budget: ratio()
    .prefault('20%')
    .describe('Ratio of retries to requests of the pool. Above it, the gateway does not retry.'),
  bodyBytes: size({ from: '0B', to: '16MiB' })
    .prefault('64KiB')
    .describe('Largest request body to buffer, so that it can be sent again.'),
  onStatuses: z
    .array(numberOf([500, 502, 503, 504]))
    .prefault([503])
    .describe('Response statuses to retry on another backend, if the request is safe to repeat.'),
});

const tls = z
  .strictObject({
    ca: pemFile()
      .optional()
      .describe('PEM file with the certificate authorities to trust, instead of the public ones.'),
    cert: pemFile()
      .optional()
      .describe('PEM file with the client certificate of the gateway. Requires `key`.'),
    key: pemFile().optional().describe('PEM file with the private key of that certificate.'),
    serverName: text({ title: 'host', allowed: 'a host name', pattern: /^[A-Za-z0-9_.-]{1,253}$/ })
      .optional()
      .describe('Name that the certificate of the backend must have. If omitted, the host of the URL.'),
    verify: flag().prefault(true).describe('If `true`, the gateway verifies the certificate of the backend.'),
  })
  .check(
    rule(({ cert, key }, report) => {
      if (cert !== undefined && key === undefined) report('the key of the certificate', { at: ['key'] });
      if (key !== undefined && cert === undefined) report('the certificate of the key', { at: ['cert'] });
    }),
  );

const pool = z
  .strictObject({
    balance: z
      .enum(SELECTOR_NAMES)
      .prefault('round-robin')
      .describe('How to select a backend for a request without an owner.'),
    hashKey: hashKey()
      .optional()
      .describe('Part of the request that `consistent-hash` hashes. If omitted, the address of the client.'),
    backends: z
      .array(backend, 'a list of backends')
      .check(
        distinct<Backend>('url', 'a URL that no other backend of the pool has'),
        distinct<Backend>('id', 'an id that no other backend of the pool has'),
      )
      .optional()
      .describe(
        'Backends of the pool. They are optional in a pool with `discovery`. In the first pool, they default to `BACKENDS`, or to four ports of this machine.',
      ),
    discovery: discovery.prefault([]),
    connections: connections.prefault({}).describe('Connections to each backend.'),
    queue: queue.prefault({}).describe('Queue for requests while all suitable backends are full.'),
    ownerQueue: ownerQueue
      .prefault({})
      .describe('Queue for requests whose owner is not available, where a rule lets them wait.'),
    handOff: handOff
      .optional()
      .describe(
        'Hand-off: the backends of this pool pass a resource on when the gateway asks them. If omitted, resources stay where they are.',
      ),
    rebalance: rebalance
      .optional()
      .describe(
        'Moves of sessions to backends that own less than their share, for example after a scale-up. Requires `handOff`. If omitted, nothing moves without a command.',
      ),
    timeouts: timeouts.prefault({}).describe('How long the gateway waits for a backend.'),
    retry: retry.prefault({}).describe('When the gateway sends a request again.'),
    tls: tls.optional().describe('TLS for backends with an `https://` URL.'),
    health: health.prefault({}).describe('Active health checks of the backends.'),
    outlierDetection: outlierDetection
      .prefault({})
      .describe('Ejection of backends that fail or respond slowly under live traffic.'),
    slowStart: duration({ from: '0ms' })
      .prefault('10s')
      .describe(
        'How long the share of a returning backend takes to grow to its full size. 0ms disables slow start.',
      ),
    hedge: flag()
      .prefault(false)
      .describe(
        'If `true`, the gateway sends a slow GET without an owner to a second backend, too. Slow means: slower than 95 % of such requests.',
      ),
    panicThreshold: ratio()
      .prefault('50%')
      .describe(
        'Ratio of healthy backends below which the pool panics: requests without an owner then go to all enabled regular backends. If no backend is healthy, backups included, they go to all enabled backends. 0 disables this.',
      ),
  })
  .check(
    rule(({ backends, discovery: sources }, report) => {
      const hasNoSource = Array.isArray(sources) && sources.length === 0;
      if (backends === undefined && hasNoSource) report('a list of backends', { at: ['backends'] });
    }),
    rule(({ balance, hashKey }, report) => {
      if (hashKey !== undefined && balance !== 'consistent-hash') {
        report('only with balance: consistent-hash', { at: ['hashKey'] });
      }
    }),
    rule(({ rebalance, handOff }, report) => {
      if (rebalance !== undefined && handOff === undefined)
        report('only with handOff', { at: ['rebalance'] });
    }),
  )
  .transform(({ hashKey, backends = [], ...settings }) => ({
    ...settings,
    backends,
    hashKey: hashKey ?? (settings.balance === 'consistent-hash' ? CLIENT_ADDRESS : undefined),
  }))
  // Those of the first pool are filled in before the schema sees them.
  .meta({ json: { required: undefined } });

/** Groups of backends, by name. */
export const pools = named(pool).describe('Groups of backends by name.');

function pemFile() {
  return text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ });
}
