import { setTimeout as sleep } from 'node:timers/promises';
import { closedAfterTest } from '../support/closing';
import { GatewayProcess } from '../support/gateway-process';
import { configFor, startBackends } from '../support/gateway-options';
import { HttpClient } from '../support/http-client';
import { StubBackend } from '../support/stub-backend';
import { SlowClients } from './support/slow-clients';

/** `SLOW_CLIENTS=5000` is what the gateway is made for; the machine must allow for 20,000 open files then. */
const COUNT = Number(process.env.SLOW_CLIENTS ?? 1_500);
const REQUESTS = 600;
const PER_SECOND = 200;
/** Memory of Node and the gateway for a connection, its buffers, and an exchange that does not proceed. */
const TOLERATED = 64 * 1024 + 32 * 1024;
/** More than the systems on the way hold for a client that reads nothing. */
const LARGE = 8 * 1024 * 1024;

/** Responds at once, with large bodies only as fast as they are read. */
function aBackend(): StubBackend {
  const backend = new StubBackend('a');
  const piece = Buffer.alloc(64 * 1024);
  backend.answer((request, response) => {
    request.resume();
    if (request.url !== '/large') return response.end('a');
    response.on('error', () => undefined);
    response.writeHead(200, { 'content-length': LARGE });
    let left = LARGE / piece.length;
    const write = (): void => {
      while (left > 0) {
        left--;
        if (!response.write(piece)) return void response.once('drain', write);
      }
      response.end();
    };
    write();
  });
  return backend;
}

/** Sends so many requests at the rate; resolves with their statuses, by how many got each. */
async function goodRequests(port: number): Promise<Record<string, number>> {
  const client = closedAfterTest(new HttpClient(port));
  const asked: Promise<string>[] = [];
  const statusOf = async (): Promise<string> => {
    try {
      return String((await client.fetch('/')).status);
    } catch (error) {
      return (error as Error).message;
    }
  };
  const beganAt = performance.now();
  while (asked.length < REQUESTS) {
    const due = ((performance.now() - beganAt) * PER_SECOND) / 1000;
    while (asked.length < Math.min(REQUESTS, due)) asked.push(statusOf());
    await sleep(5);
  }
  const statuses: Record<string, number> = {};
  for (const status of await Promise.all(asked)) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}

describe('slow clients', () => {
  it(`do not keep the good ones from being answered, and take little: ${COUNT} of them`, async () => {
    const wishes = {
      backends: [aBackend()],
      pool: { connections: { max: COUNT } },
      // Other load of the machine must not matter here.
      sections: { overload: { enabled: false } },
      routes: [
        { path: '/', pool: 'main' },
        { path: '/upload', pool: 'main', bufferBody: true },
      ],
    };
    const gateway = await GatewayProcess.start(configFor(wishes, await startBackends(wishes)));
    await goodRequests(gateway.port);
    const before = await gateway.peakMemory();
    const slow = closedAfterTest(new SlowClients(gateway.port));
    await slow.start(COUNT);
    expect(await goodRequests(gateway.port)).toEqual({ 200: REQUESTS });
    expect(slow.count).toBeGreaterThan(COUNT * 0.9);
    const { inFlight } = await gateway.census();
    // Those who send nothing of their body keep no connection to the backend.
    expect(inFlight).toBeLessThanOrEqual(COUNT / 25);
    expect((await gateway.peakMemory()) - before).toBeLessThan(COUNT * TOLERATED);
  });
});
