import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Http2Front } from '../../apps/gateway/src/data-plane/listener/http2/http2-front';
import { type Http2Response } from '../../apps/gateway/src/data-plane/listener/http2/http2-response';
import { type ListenerSettings } from '../../apps/gateway/src/data-plane/listener/listener-settings';
import { type Clock } from '../../apps/gateway/src/platform/clock';
import { SystemClock } from '../../apps/gateway/src/platform/system-clock';
import { closedAfterTest } from '../support/closing';
import { anAuthority } from './support';

interface FrontWishes {
  readonly clock?: Clock;
  /** Milliseconds. */
  readonly keepAlive?: number;
}

export interface FrontAlone {
  readonly server: Server;
  readonly port: number;
  readonly ca: Buffer;
  /** The gateway's ends of the connections, in the order in which they came. */
  readonly sockets: readonly TLSSocket[];
}

/** The front of HTTP/2 without a gateway; `answer` is given the response at the moment at which the request arrives. */
export async function aFront(
  answer: (response: Http2Response, front: Http2Front) => void,
  { clock = new SystemClock(), keepAlive = 200 }: FrontWishes = {},
): Promise<FrontAlone> {
  const authority = anAuthority();
  const { cert, key } = authority.sign('localhost', 'DNS:localhost');
  const settings = {
    limits: { headers: 100, headerBytes: 16_384 },
    timeouts: { keepAlive },
  } as ListenerSettings;
  const front: Http2Front = new Http2Front(settings, (_request, response) => answer(response, front), clock);
  const options = { cert: readFileSync(cert), key: readFileSync(key), ALPNProtocols: ['h2'] };
  const sockets: TLSSocket[] = [];
  const server = createServer(options, (socket) => {
    sockets.push(socket);
    front.accept(socket);
  }).listen(0, '127.0.0.1');
  closedAfterTest({ close: () => server.close() });
  closedAfterTest({ close: () => front.destroy() });
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, ca: readFileSync(authority.ca), sockets };
}
