import { type Server } from 'node:net';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UpstreamClient } from '../../apps/gateway/src/upstream/upstream.client';
import { RawBackend } from '../support/raw.backend';
import { RawConnection } from '../support/raw.connection';
import { SeededRandom } from '../support/seeded.random';
import { aGateway, type TestGateway } from '../support/test.gateway';
import { answering, get, post } from './support/attack';

const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
const SWITCHED = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const MIB = 1024 * 1024;

/** A backend that switches protocols, answers, begins an answer or stays silent: as the target says. */
function aVersatileBackend(): RawBackend {
  return new RawBackend('a', async (connection) => {
    for (;;) {
      const [target] = /\/\S*/.exec(await connection.head())!;
      if (target === '/socket') return connection.write(SWITCHED);
      if (target === '/fresh') connection.write(answering('fresh'));
      if (target === '/half') connection.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf');
    }
  });
}

/** Ways to begin a request and not to end it. */
const BEGINNINGS = [
  'GET /silent HT',
  get('/silent'),
  get('/half'),
  get('/silent') + get('/half') + get('/silent'),
  post('Content-Length: 1000\r\n', 'half of it', '/silent'),
  post('Transfer-Encoding: chunked\r\n', '9\r\nhalf', '/half'),
  post('Transfer-Encoding: chunked\r\n', 'zz\r\n', '/silent'),
];
const CUTS = ['close', 'reset', 'end'] as const;

/** What is held by the gateway, and by this process on the whole. */
async function held(gateway: TestGateway): Promise<object> {
  const { app } = gateway.application;
  const server = app.getHttpServer() as Server;
  const upstream = app.get(UpstreamClient);
  return {
    clientConnections: await promisify(server.getConnections.bind(server))(),
    upstreamConnections: upstream.connectionsTo(gateway.state('a'))!.openConnections,
    watchedDeadlines: upstream.deadlines.size,
    inFlight: gateway.state('a').inFlight,
    failures: gateway.state('a').failures,
    handles: process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length,
  };
}

/** Bytes of live objects. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

async function inBatches(count: number, size: number, run: (at: number) => Promise<void>): Promise<void> {
  for (let done = 0; done < count; done += size) {
    await Promise.all(Array.from({ length: size }, (_, at) => run(done + at)));
  }
}

/** Runs the same a first time to warm up, then measures what the second time leaves behind. */
async function expectNothingLeft(
  gateway: TestGateway,
  soak: (share: number) => Promise<void>,
): Promise<void> {
  await soak(0.2);
  const settled = await settledState(gateway);
  const before = memory();
  await soak(1);
  expect(await settledState(gateway)).toEqual(settled);
  expect(memory() - before).toBeLessThan(8 * MIB);
  expect((await gateway.fetch('/fresh')).text).toBe('fresh');
}

/** What is held once nothing is in flight and every idle upstream connection has grown too old. */
async function settledState(gateway: TestGateway): Promise<object> {
  for (;;) {
    const state = await held(gateway);
    if (Object.values(state).every((count) => count === 0)) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('what is begun and cut', () => {
  it('leaves nothing behind: 10,000 aborted requests', async () => {
    const gateway = await aGateway({
      backends: [aVersatileBackend()],
      pool: { connections: { idleTime: '100ms' } },
    });
    const random = new SeededRandom();
    const abortOne = async (at: number): Promise<void> => {
      const client = await RawConnection.to(gateway.port);
      client.write(BEGINNINGS[at % BEGINNINGS.length]);
      // At a moment that differs: before it is read, on its way, or in the middle of the answer.
      for (let turns = random.fraction() * 8; turns >= 1; turns--) await new Promise(setImmediate);
      client[CUTS[Math.floor(random.fraction() * CUTS.length)]]();
      await client.untilEnded();
      client.close();
    };
    await expectNothingLeft(gateway, (share) => inBatches(10_000 * share, 50, abortOne));
  }, 60_000);

  it('leaves nothing behind: 1,000 WebSockets', async () => {
    const gateway = await aGateway({
      backends: [aVersatileBackend()],
      pool: { connections: { idleTime: '100ms' } },
    });
    const cutOne = async (at: number): Promise<void> => {
      const client = await RawConnection.to(gateway.port);
      client.write(get('/socket', UPGRADE) + 'early');
      if (at % 4 > 0) await client.head();
      client.write('message');
      client[CUTS[at % CUTS.length]]();
      if (at % CUTS.length !== 2) await client.untilClosed();
      client.close();
    };
    await expectNothingLeft(gateway, (share) => inBatches(1_000 * share, 50, cutOne));
  }, 60_000);
});
