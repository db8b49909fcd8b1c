import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import { setupWSConnection } from 'y-websocket/bin/utils';
import * as Y from 'yjs';
import { closedAfterTest } from '../support/closing';
import { ExampleServer } from './support/example-server';
import { RunningExample } from './support/running-example';

const PORTS = [9331, 9332];
const rooms = new Map<string, Set<string>>();

/** The server of y-websocket; it notes in which rooms it has been. */
function roomServer({ server, name }: ExampleServer): void {
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const room = request.url!.slice(1);
    rooms.set(room, (rooms.get(room) ?? new Set()).add(name));
    // Two servers in one process would share the documents of the library, so each has its own.
    setupWSConnection(socket, request, { docName: `${name}/${room}` });
  });
  closedAfterTest({ close: () => sockets.clients.forEach((client) => client.terminate()) });
}

async function enter(example: RunningExample, room: string): Promise<Y.Doc> {
  const document = new Y.Doc();
  const url = `ws://127.0.0.1:${example.application.port}`;
  const provider = new WebsocketProvider(url, room, document, {
    WebSocketPolyfill: WebSocket as never,
    disableBc: true,
  });
  closedAfterTest({ close: () => provider.destroy() });
  if (!provider.synced) await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
  return document;
}

describe('examples/yjs-rooms.yaml', () => {
  beforeEach(() => rooms.clear());

  it('brings all users of a room to one server, where each sees what the others write', async () => {
    const servers = await Promise.all(PORTS.map((port) => ExampleServer.start(port, roomServer)));
    const example = await RunningExample.start('yjs-rooms.yaml', servers);
    for (const room of ['red', 'green', 'blue', 'white']) {
      const [one, two] = await Promise.all([enter(example, room), enter(example, room)]);
      const arrived = once(two as never, 'update');
      one.getText('t').insert(0, room);
      await arrived;
      expect(two.getText('t').toJSON()).toBe(room);
      expect(rooms.get(room)!.size).toBe(1);
    }
    expect(new Set([...rooms.values()].flatMap((names) => [...names])).size).toBe(2);
  });
});
