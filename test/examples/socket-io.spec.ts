import { once } from 'node:events';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { closedAfterTest } from '../support/closing';
import { ExampleServer } from './support/example-server';
import { RunningExample } from './support/running-example';

const PORTS = [9321, 9322];

function socketServer({ server, name }: ExampleServer): void {
  const sockets = new Server(server);
  sockets.on('connection', (socket) => {
    socket.on('whoami', (_question: unknown, answer: (own: string) => void) => answer(name));
  });
  closedAfterTest({ close: () => void sockets.disconnectSockets(true) });
}

async function connect(example: RunningExample, transports: string[]): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${example.application.port}`, {
    transports,
    forceNew: true,
    reconnection: false,
  });
  closedAfterTest({ close: () => void socket.disconnect() });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
  return socket;
}

describe('examples/socket-io.yaml', () => {
  it.each([[['polling']], [['polling', 'websocket']], [['websocket']]])(
    'keeps each client of the real library at one server, over %j',
    async (transports) => {
      const servers = await Promise.all(PORTS.map((port) => ExampleServer.start(port, socketServer)));
      const example = await RunningExample.start('socket-io.yaml', servers);
      for (let client = 0; client < 4; client++) {
        const socket = await connect(example, transports);
        const names = new Set<unknown>();
        for (let call = 0; call < 5; call++) names.add(await socket.emitWithAck('whoami', call));
        expect(names.size).toBe(1);
        const { engine } = socket.io;
        if (transports.length > 1 && engine.transport.name !== 'websocket')
          await once(engine as never, 'upgrade');
        names.add(await socket.emitWithAck('whoami', 'after'));
        expect(names.size).toBe(1);
      }
    },
  );
});
