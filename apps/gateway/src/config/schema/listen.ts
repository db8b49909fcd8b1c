import { z } from 'zod';
import { addressRange, bindHost, port } from './network';
import { type Report, rule } from './objects';
import { listenTls } from './listen-tls';
import { duration, size } from './units';
import { wholeNumber } from './scalar';

const limits = z.strictObject({
  headerBytes: size({ from: '1KiB', to: '1MiB' })
    .prefault('16KiB')
    .describe('Size of all headers of a request. Larger ones get 431.'),
  headers: wholeNumber({ from: 1, to: 10_000 })
    .prefault(100)
    .describe('Number of headers of a request. More headers get 431.'),
  urlBytes: size({ from: '64B', to: '1MiB' })
    .prefault('8KiB')
    .describe('Length of a request target. A longer one gets 414.'),
  bodyBytes: size({ from: '0B', to: '1TiB' })
    .prefault('10MiB')
    .describe('Size of a request body. A larger one gets 413.'),
  connections: wholeNumber({ from: 1, to: 1_000_000 })
    .prefault(10_000)
    .describe('Number of open client connections. The gateway closes further ones at once.'),
  connectionsPerClient: wholeNumber({ from: 1, to: 1_000_000 })
    .optional()
    .describe(
      'Number of open connections of one client address. If omitted, there is no such limit. Connections of trusted proxies do not count, except for the clients that they name with the PROXY protocol.',
    ),
});

const timeouts = z.strictObject({
  headers: duration().prefault('10s').describe('Time for a request to arrive, up to the end of its headers.'),
  bodyIdle: duration().prefault('30s').describe('Time between two pieces of a request body.'),
  keepAlive: duration().prefault('65s').describe('Time between two requests on one connection.'),
  shutdownDelay: duration({ from: '0ms' })
    .prefault('0ms')
    .describe(
      'How long the gateway accepts new connections after a stop signal. During this time, `/health/ready` responds with 503.',
    ),
  shutdown: duration()
    .prefault('30s')
    .describe('Time for open requests to complete after a stop signal and `shutdownDelay`.'),
});

const PROXY_PROTOCOL = ['off', 'required', 'mixed'] as const;

/** Where clients connect, and how much they may ask for. */
export const listen = z
  .strictObject({
    port: port().prefault(8080).describe('Port for clients. 0 picks a free port.'),
    host: bindHost().prefault('0.0.0.0').describe('Address to listen on.'),
    trustedProxies: z
      .array(addressRange())
      .prefault([])
      .describe('Proxies in front of the gateway whose `X-Forwarded-*` headers are trusted.'),
    proxyProtocol: z
      .enum(PROXY_PROTOCOL)
      .prefault('off')
      .describe(
        'Use of the PROXY protocol, version 1 or 2, by trusted proxies. If one of their connections does not begin with it, the gateway closes the connection. `off`: not used. `required`: other clients cannot connect. `mixed`: other clients connect without it.',
      ),
    allow: z
      .array(addressRange())
      .min(1, 'at least one address or range')
      .optional()
      .describe('Client addresses that may connect. If omitted, all. Other clients get 403.'),
    deny: z
      .array(addressRange())
      .optional()
      .describe('Client addresses that may not connect, even if `allow` contains them.'),
    tls: listenTls.optional().describe('Encryption. If omitted, clients connect without TLS.'),
    limits: limits.prefault({}).describe('Limits for the requests and connections of clients.'),
    timeouts: timeouts.prefault({}).describe('How long the gateway waits for a client.'),
  })
  .check(rule(proxiesAreNamed))
  .describe('The listener: where clients connect, and with which limits.');

function proxiesAreNamed(
  settings: { proxyProtocol?: unknown; trustedProxies?: unknown },
  report: Report,
): void {
  const { proxyProtocol, trustedProxies } = settings;
  const isSpoken = proxyProtocol === 'required' || proxyProtocol === 'mixed';
  if (!isSpoken || !Array.isArray(trustedProxies) || trustedProxies.length > 0) return;
  report('off, or listen.trustedProxies with the proxies that use it', { at: ['proxyProtocol'] });
}
