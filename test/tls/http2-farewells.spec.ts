import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { connect, createServer, type Server } from 'node:tls';
import { Http2Front } from '../../apps/gateway/src/listener/http2/http2.front';
import { type Http2Response } from '../../apps/gateway/src/listener/http2/http2.response';
import { type ListenerSettings } from '../../apps/gateway/src/listener/listener.settings';
import { SystemClock } from '../../apps/gateway/src/ports/system.clock';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { END_HEADERS, END_STREAM, FRAME, frame, Http2Wire, PREFACE, request } from './http2.wire';
import { anAuthority } from './support';

/** What the machine does beside this may take longer than what is waited for. */
const SETTINGS = {
  limits: { headers: 100, headerBytes: 16_384 },
  timeouts: { keepAlive: 200 },
} as ListenerSettings;

/** The front alone; `answer` is given the response in the moment in which the request is there. */
async function aFront(answer: (response: Http2Response, front: Http2Front) => void) {
  const authority = anAuthority();
  const { cert, key } = authority.sign('localhost', 'DNS:localhost');
  const front: Http2Front = new Http2Front(
    SETTINGS,
    (_request, response) => answer(response, front),
    new SystemClock(),
  );
  const options = { cert: readFileSync(cert), key: readFileSync(key), ALPNProtocols: ['h2'] };
  const server = createServer(options, (socket) => front.accept(socket)).listen(0, '127.0.0.1');
  closedAfterTest({ close: () => server.close() });
  closedAfterTest({ close: () => front.destroy() });
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, ca: readFileSync(authority.ca) };
}

async function expectNobody(server: Server): Promise<void> {
  const count = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, connections) => resolve(connections)));
  await eventually(async () => expect(await count()).toBe(0));
}

describe('a connection by HTTP/2 is closed', () => {
  // In all of these TLS never tells how the last write has ended.
  it.each<[string, (response: Http2Response, front: Http2Front) => void]>([
    [
      'is answered, and cut off',
      (response, front) => {
        response.writeHead(200);
        response.end('late');
        front.destroy();
      },
    ],
    [
      'gets half an answer',
      (response) => {
        response.writeHead(200);
        response.write('half');
        response.breakOff();
      },
    ],
  ])('when its client leaves and %s in the same moment', async (_name, answer) => {
    const { server, port, ca } = await aFront((response, front) => {
      wire.socket.destroy();
      answer(response, front);
    });
    const wire = await Http2Wire.to(port, ca);
    wire.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, request('/')));
    await wire.untilClosed();
    await expectNobody(server);
  });

  it('when its client stays although it was told to go', async () => {
    const { server, port, ca } = await aFront((response) => response.end());
    const options = { port, ca, servername: 'localhost', ALPNProtocols: ['h2'], allowHalfOpen: true };
    const client = connect(options as object);
    closedAfterTest({ close: () => client.destroy() });
    client.on('error', () => undefined);
    await once(client, 'secureConnect');
    client.write(Buffer.concat([PREFACE, frame(FRAME.settings, 0, 0)]));
    await once(client.resume(), 'end');
    expect(client.writable).toBe(true);
    await expectNobody(server);
  });

  it('not while a request is answered, however long it takes', async () => {
    let finish = (): unknown => undefined;
    const { server, port, ca } = await aFront((response) => {
      response.writeHead(200);
      response.write('be');
      finish = () => response.end('gun');
    });
    const wire = await Http2Wire.to(port, ca);
    wire.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, request('/')));
    // It is told to send no more requests, and then is looked at again and again.
    await eventually(() => expect(wire.frames.map(({ type }) => type)).toContain(FRAME.goaway));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    finish();
    await wire.untilClosed();
    expect(wire.received.toString('latin1')).toMatch(/be[^]+gun/);
    await expectNobody(server);
  });
});
