import { z } from 'zod';
import { addressRange, bindHost, port } from './network';
import { type Report, rule } from './objects';
import { listenTls } from './listen-tls';
import { duration, size } from './units';
import { wholeNumber } from './scalar';

const limits = z.strictObject({
  headerBytes: size({ from: '1KiB', to: '1MiB' })
    .prefault('16KiB')
    .describe('All headers of a request together; more are answered with 431.'),
  headers: wholeNumber({ from: 1, to: 10_000 })
    .prefault(100)
    .describe('How many headers a request may have; more are answered with 431.'),
  urlBytes: size({ from: '64B', to: '1MiB' })
    .prefault('8KiB')
    .describe('The target of a request; a longer one is answered with 414.'),
  bodyBytes: size({ from: '0B', to: '1TiB' })
    .prefault('10MiB')
    .describe('The body of a request; a larger one is answered with 413.'),
  connections: wholeNumber({ from: 1, to: 1_000_000 })
    .prefault(10_000)
    .describe('Open client connections; further ones are closed at once.'),
  connectionsPerClient: wholeNumber({ from: 1, to: 1_000_000 })
    .optional()
    .describe(
      'The same of one client, by address; no such limit when left out. Those of trusted proxies do not count, but the clients do whom they name with the PROXY protocol.',
    ),
});

const timeouts = z.strictObject({
  headers: duration().prefault('10s').describe('For a request to arrive up to the end of its headers.'),
  bodyIdle: duration().prefault('30s').describe('Between two pieces of a request body.'),
  keepAlive: duration().prefault('65s').describe('Between two requests on one connection.'),
  shutdownDelay: duration({ from: '0ms' })
    .prefault('0ms')
    .describe('New clients are still taken for so long after a stop signal, while `/health/ready` says no.'),
  shutdown: duration()
    .prefault('30s')
    .describe('For open requests to end after a stop signal, and that delay.'),
});

const PROXY_PROTOCOL = ['off', 'required', 'mixed'] as const;

/** Where clients connect, and how much they may ask for. */
export const listen = z
  .strictObject({
    port: port().prefault(8080).describe('The port for clients; 0 picks a free one.'),
    host: bindHost().prefault('0.0.0.0').describe('The address to listen on.'),
    trustedProxies: z
      .array(addressRange())
      .prefault([])
      .describe('Proxies in front of the gateway, whose `X-Forwarded-*` headers are believed.'),
    proxyProtocol: z
      .enum(PROXY_PROTOCOL)
      .prefault('off')
      .describe(
        'Whether the trusted proxies say who the client is with the PROXY protocol, version 1 or 2; a connection of theirs that does not begin with it is closed. ' +
          '`required`: nobody else may connect; `mixed`: others may, and speak for themselves.',
      ),
    allow: z
      .array(addressRange())
      .min(1, 'at least one address or range')
      .optional()
      .describe('Clients that may come in, by address; everybody when left out. Others get 403.'),
    deny: z.array(addressRange()).optional().describe('Clients that may not, whatever allows them.'),
    tls: listenTls.optional().describe('Encryption; clients speak in the clear when left out.'),
    limits: limits.prefault({}).describe('What one client may send.'),
    timeouts: timeouts.prefault({}).describe('How long the gateway waits for a client.'),
  })
  .check(rule(proxiesAreNamed))
  .describe('Where clients connect, and how much they may ask for.');

function proxiesAreNamed(
  settings: { proxyProtocol?: unknown; trustedProxies?: unknown },
  report: Report,
): void {
  const { proxyProtocol, trustedProxies } = settings;
  const isSpoken = proxyProtocol === 'required' || proxyProtocol === 'mixed';
  if (!isSpoken || !Array.isArray(trustedProxies) || trustedProxies.length > 0) return;
  report(`off, or listen.trustedProxies that names who speaks it`, { at: ['proxyProtocol'] });
}
