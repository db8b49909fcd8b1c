import { once } from 'node:events';
import { connect, type Server } from 'node:tls';
import { type Http2Front } from '../../apps/gateway/src/data-plane/listener/http2/http2-front';
import { type Http2Response } from '../../apps/gateway/src/data-plane/listener/http2/http2-response';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { aFront } from './front-alone';
import { END_HEADERS, END_STREAM, FRAME, frame, Http2Wire, PREFACE, request } from './http2-wire';

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
    // It gets a GOAWAY, and then is looked at again and again.
    await eventually(() => expect(wire.frames.map(({ type }) => type)).toContain(FRAME.goaway));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    finish();
    await wire.untilClosed();
    expect(wire.received.toString('latin1')).toMatch(/be[^]+gun/);
    await expectNobody(server);
  });
});
