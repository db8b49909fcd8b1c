import { z } from 'zod';
import { type Backend, backend } from './backend';
import { discovery } from './discovery/discovery';
import { type HashKey, hashKey } from './hash-key';
import { health } from './health';
import { distinct, named, rule } from './objects';
import { outliers } from './outlier-detection';
import { flag, numberOf, text, wholeNumber } from './scalar';
import { SELECTOR_NAMES } from './selector-names';
import { duration, share, size } from './units';

const CLIENT_ADDRESS: HashKey = { from: 'clientAddress' };

const connections = z
  .strictObject({
    max: wholeNumber({ from: 1, to: 100_000 }).prefault(256).describe('Connections to one backend.'),
    idle: wholeNumber({ from: 0, to: 100_000 })
      .prefault(32)
      .describe('Connections to one backend that are kept open without a request.'),
    idleTime: duration()
      .prefault('4s')
      .describe(
        'How long they are kept; less than the keep-alive time of the backends. A backend that tells its own, as `Keep-Alive: timeout=60`, is believed instead.',
      ),
    queue: wholeNumber({ from: 0, to: 1_000_000 })
      .prefault(1024)
      .describe('Requests that may wait for a connection to one backend.'),
    queueTime: duration().prefault('5s').describe('How long they may wait.'),
  })
  .transform((settings) => ({ ...settings, idle: Math.min(settings.idle, settings.max) }));

const queue = z.strictObject({
  size: wholeNumber({ from: 0, to: 1_000_000 })
    .prefault(1024)
    .describe('Requests that may wait while all backends have `maxInFlight`; more are answered with 503.'),
  time: duration().prefault('5s').describe('How long they may wait.'),
});

const timeouts = z.strictObject({
  connect: duration().prefault('2s').describe('For a connection to be made.'),
  response: duration().prefault('30s').describe('For the response to begin once the request is sent.'),
  bodyIdle: duration()
    .prefault('60s')
    .describe(
      'Between two pieces of a response body, except of `text/event-stream`, which gets `tunnelIdle`.',
    ),
  tunnelIdle: duration().prefault('1h').describe('Without a byte on an upgraded connection (WebSocket).'),
  tunnelHalfClosed: duration()
    .prefault('30s')
    .describe('The same once one side has said that it will send nothing more.'),
});

const retry = z.strictObject({
  attempts: wholeNumber({ from: 1, to: 10 })
    .prefault(3)
    .describe('Tries for one request, the first included.'),
  budget: share()
    .prefault('20%')
    .describe('Retries, compared with the requests of the pool; no more are made.'),
  bodyBytes: size({ from: '0B', to: '16MiB' })
    .prefault('64KiB')
    .describe('Bodies up to this size are kept, so that they can be sent again.'),
  statuses: z
    .array(numberOf([500, 502, 503, 504]))
    .prefault([503])
    .describe('Answers of a backend in whose place another one is asked, where repeating does no harm.'),
});

const tls = z
  .strictObject({
    ca: pemFile().optional().describe('Certificates that are trusted in the place of the public ones.'),
    cert: pemFile().optional().describe('The certificate that the gateway shows; needs `key`.'),
    key: pemFile().optional().describe('The key of that certificate.'),
    serverName: text({ title: 'host', allowed: 'a host name', pattern: /^[A-Za-z0-9_.-]{1,253}$/ })
      .optional()
      .describe('The name that the certificate of the backend must bear; the host of its URL when left out.'),
    verify: flag().prefault(true).describe('Whether the certificate of the backend is checked at all.'),
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
      .describe('Whose turn it is when nobody owns the resource.'),
    hashKey: hashKey().optional().describe('What `consistent-hash` looks at; `clientAddress` when left out.'),
    backends: z
      .array(backend, 'a list of backends')
      .check(
        distinct<Backend>('url', 'a URL that no other backend of the pool has'),
        distinct<Backend>('id', 'an id that no other backend of the pool has'),
      )
      .optional()
      .describe(
        'Who may serve. A pool with `discovery` can leave them out, and so can the first one: they are `BACKENDS`, or four on this machine.',
      ),
    discovery: discovery.prefault([]),
    connections: connections.prefault({}).describe('Connections to each backend.'),
    queue: queue
      .prefault({})
      .describe('Requests that wait while every backend that might serve them is full.'),
    timeouts: timeouts.prefault({}).describe('How long the gateway waits for a backend.'),
    retry: retry.prefault({}).describe('When a request is sent again.'),
    tls: tls.optional().describe('For backends with an `https://` URL.'),
    health: health.prefault({}).describe('How backends are asked whether they are well.'),
    outliers: outliers.prefault({}).describe('When live traffic takes a backend out.'),
    slowStart: duration({ from: '0ms' })
      .prefault('10s')
      .describe(
        'How long a backend that comes back takes to get its whole part of the requests; 0ms turns that off.',
      ),
    hedge: flag()
      .prefault(false)
      .describe(
        'Whether a GET that nobody owns is sent to a second backend, too, when the first takes longer than 95 % of them.',
      ),
    panic: share()
      .prefault('50%')
      .describe(
        'With fewer fit backends than that, but some, all regular enabled ones are sent what nobody owns; with nobody fit, backups included, all enabled ones are. 0 turns that off.',
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
  )
  .transform(({ hashKey, backends = [], ...settings }) => ({
    ...settings,
    backends,
    hashKey: hashKey ?? (settings.balance === 'consistent-hash' ? CLIENT_ADDRESS : undefined),
  }))
  // Those of the first pool are filled in before the schema sees them.
  .meta({ json: { required: undefined } });

/** Groups of backends, by name. */
export const pools = named(pool).describe('Groups of backends, by name.');

function pemFile() {
  return text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ });
}
