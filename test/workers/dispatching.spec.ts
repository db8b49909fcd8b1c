import { once } from 'node:events';
import { type AddressInfo, type Socket } from 'node:net';
import { ConnectionDispatcher } from '../../apps/gateway/src/workers/primary/connection-dispatcher';
import { type WorkerLinks } from '../../apps/gateway/src/workers/primary/worker-links';
import { type WorkerProcess } from '../../apps/gateway/src/workers/primary/worker-process';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { type RawConnection } from '../support/raw-connection';
import { rawConnection } from '../support/raw-request';

/** A worker that only notes which connections it is handed. */
class HandedWorker {
  isServing = true;
  readonly handed: number[] = [];
  end!: () => void;
  readonly silent = new Promise<void>((resolve) => (this.end = resolve));

  handConnection(number: number, _socket: Socket): void {
    this.handed.push(number);
  }
}

async function aDispatcher() {
  let taken!: (worker: WorkerProcess, connection: number) => void;
  const links = { on: (_topic: string, taker: typeof taken) => (taken = taker) };
  const dispatcher = new ConnectionDispatcher(links as unknown as WorkerLinks);
  dispatcher.server.listen(0, '127.0.0.1');
  await once(dispatcher.server, 'listening');
  closedAfterTest(dispatcher);
  const { port } = dispatcher.server.address() as AddressInfo;
  let accepted = 0;
  dispatcher.server.on('connection', () => accepted++);
  return {
    dispatcher,
    aWorker: (): HandedWorker => {
      const worker = new HandedWorker();
      dispatcher.workerStarted(worker as unknown as WorkerProcess);
      return worker;
    },
    /** Resolves when the connection is accepted. */
    aClient: async (): Promise<RawConnection> => {
      const before = accepted;
      const client = await rawConnection(port);
      await eventually(() => expect(accepted).toBe(before + 1));
      return client;
    },
    take: (worker: HandedWorker, connection: number) => taken(worker as unknown as WorkerProcess, connection),
  };
}

describe('connections of clients', () => {
  it('go to the workers in turn, and to the one that has taken what it was given', async () => {
    const { aWorker, aClient, take } = await aDispatcher();
    const [one, other] = [aWorker(), aWorker()];
    for (let client = 0; client < 4; client++) await aClient();
    expect([one.handed, other.handed]).toEqual([
      [1, 3],
      [2, 4],
    ]);
    take(other, 2);
    take(other, 4);
    await aClient();
    await aClient();
    expect(other.handed).toEqual([2, 4, 5, 6]);
  });

  it('go to another worker when theirs ends before it has them, but not those that it had', async () => {
    const { aWorker, aClient, take } = await aDispatcher();
    const dying = aWorker();
    await aClient();
    await aClient();
    take(dying, 1);
    dying.isServing = false;
    dying.end();
    const other = aWorker();
    await eventually(() => expect(other.handed).toHaveLength(1));
  });

  it('wait for a worker when there is none, and end when there will be none', async () => {
    const { dispatcher, aWorker, aClient } = await aDispatcher();
    await aClient();
    const worker = aWorker();
    expect(worker.handed).toHaveLength(1);
    worker.isServing = false;
    const client = await aClient();
    dispatcher.close();
    expect(await client.untilEnded()).toBe('');
    expect(worker.handed).toHaveLength(1);
  });
});
