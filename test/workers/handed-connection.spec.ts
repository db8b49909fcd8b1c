import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import {
  type ConnectionHandle,
  passConnection,
  listenForPassed,
} from '../../apps/gateway/src/data-plane/listener/passed-connection';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { HttpClient } from '../support/http-client';
import { rawConnection } from '../support/raw-request';

/** A server of HTTP that does not listen, and a port whose connections it is handed. */
async function aHandedServer(maxConnections = 10) {
  const server = createServer((_request, response) => response.end('served'));
  server.maxConnections = maxConnections;
  listenForPassed(server);
  const door = createNetServer({ pauseOnConnect: true }, (socket) => {
    const accepted = socket as Socket & { _handle: ConnectionHandle | null };
    const handle = accepted._handle!;
    accepted._handle = null;
    passConnection(server, handle);
  }).listen(0, '127.0.0.1');
  await once(door, 'listening');
  closedAfterTest({
    close: () => {
      door.close();
      server.closeAllConnections();
    },
  });
  return { server, port: (door.address() as AddressInfo).port };
}

const countOf = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));

describe('a server that is handed its connections', () => {
  it('serves and counts them, and goes on when the last one has ended', async () => {
    const { server, port } = await aHandedServer();
    const ended = jest.fn();
    server.on('close', ended);
    for (let round = 0; round < 2; round++) {
      const client = new HttpClient(port);
      expect((await client.fetch('/')).text).toBe('served');
      expect(await countOf(server)).toBe(1);
      client.close();
      await eventually(async () => expect(await countOf(server)).toBe(0));
    }
    expect(ended).not.toHaveBeenCalled();
  });

  it('closes further connections at once when there are as many as there may be, and says so', async () => {
    const { server, port } = await aHandedServer(1);
    const first = closedAfterTest(new HttpClient(port));
    expect((await first.fetch('/')).text).toBe('served');
    const dropped = once(server, 'drop');
    const second = await rawConnection(port);
    await dropped;
    expect(await second.untilEnded()).toBe('');
    expect((await first.fetch('/')).text).toBe('served');
  });

  it('ends after its last connection when it is told to', async () => {
    const { server, port } = await aHandedServer();
    const client = new HttpClient(port);
    await client.fetch('/');
    const closed = once(server, 'close');
    server.close();
    client.close();
    await closed;
    expect(server.listening).toBe(false);
  });
});
