import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { RawBackend } from '../support/raw-backend';
import { StubBackend } from '../support/stub-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';

/** Sends GETs, so many at a time, until `done` says so; resolves with what was answered. */
async function load(
  gateway: TestGateway,
  atOnce: number,
  done: (count: number) => boolean,
): Promise<string[]> {
  const answers: string[] = [];
  const client = async (): Promise<void> => {
    while (!done(answers.length)) {
      const { status, text } = await gateway.fetch('/');
      answers.push(`${status} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return answers;
}

/** Has the backend take many times as long as the others do on this machine at present. */
function slowDown(gateway: TestGateway, name: string, others: readonly string[]): void {
  let typical = 0;
  for (const other of others)
    gateway.backend(other).answer((_request, response) => {
      const arrived = performance.now();
      response.once('close', () => (typical = Math.max(0.9 * typical, performance.now() - arrived)));
      response.end(other);
    });
  gateway.backend(name).answer(async (_request, response) => {
    await sleep(100 + 10 * typical);
    response.end(name);
  });
}

const isEjected = (gateway: TestGateway, name: string) => (): boolean =>
  gateway.state(name).state === 'ejected';

/** Settings under which the client gets every status that a backend answers. */
const PASSED_ON = { retry: { onStatuses: [] } };

/** Takes a request and breaks its answer off. */
const truncating = (name: string) =>
  new RawBackend(name, async (connection) => {
    await connection.head();
    connection.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
    connection.close();
  });

describe('live traffic', () => {
  it('ejects a backend that was killed, and costs no GET anything', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c'] });
    await gateway.kill('a');
    const answers = await load(gateway, 4, (count) => count >= 100);
    expect(new Set(answers)).toEqual(new Set(['200 b', '200 c']));
    expect(gateway.state('a').state).toBe('ejected');
    expect(gateway.state('a').requests).toBeLessThan(10);
  });

  it.each([502, 503, 504])('ejects a backend that answers %d five times in a row', async (status) => {
    const gateway = await aGateway({ backends: ['a', 'b'], pool: PASSED_ON });
    gateway.backend('a').answer((_request, response) => response.writeHead(status).end('no'));
    const answers = await load(gateway, 1, (count) => count >= 40);
    expect(answers.filter((answer) => answer === `${status} no`)).toHaveLength(5);
    expect(gateway.state('a').lastChange?.reason).toBe(
      `5 requests in a row failed, the last: status ${status}; out for 30 s`,
    );
  });

  it.each([400, 404, 429, 500, 501])('takes %d for an answer like any other', async (status) => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    gateway.backend('a').answer((_request, response) => response.writeHead(status).end());
    await gateway.sequence(40);
    expect(gateway.backend('a').requests).toHaveLength(20);
  });

  it('ejects a backend that breaks its answers off', async () => {
    const gateway = await aGateway({ backends: [truncating('a'), 'b'] });
    let broken = 0;
    for (let count = 0; count < 40; count++) await gateway.fetch('/').catch(() => broken++);
    expect([broken, gateway.state('a').state]).toEqual([5, 'ejected']);
  });

  it('blames no backend for what clients do wrong: leave early, or send what is no HTTP', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    gateway.backend('a').fallSilent();
    for (let count = 0; count < 10; count++) {
      const arrived = gateway.backend('a').nextRequest();
      const requests = [gateway.open('/'), gateway.open('/')];
      for (const request of requests) request.on('error', () => undefined).end();
      await arrived;
      for (const request of requests) request.destroy();
    }
    await eventually(() => expect(gateway.state('a').inFlight).toBe(0));
    expect(gateway.state('a')).toMatchObject({ state: 'unknown', failures: 0 });
    expect(gateway.state('a').traffic.consecutiveFailures).toBe(0);
  });

  it('ejects a backend that is merely slow, so that hardly any client waits for it any more', async () => {
    const pool = {
      outlierDetection: { latency: { enabled: true }, baseEjectionTime: '1h', maxEjectionTime: '1h' },
    };
    const gateway = await aGateway({ backends: ['a', 'b', 'c', 'd'], pool });
    slowDown(gateway, 'd', ['a', 'b', 'c']);
    await load(gateway, 16, isEjected(gateway, 'd'));
    expect(gateway.state('d').lastChange?.reason).toMatch(/responds in \d+\.\d ms, the others in \d+\.\d ms/);
    const answers = await load(gateway, 8, (count) => count >= 500);
    // A few that were on their way, at most.
    expect(answers.filter((answer) => answer === '200 d').length).toBeLessThan(10);
  });

  it('gives who is slow nearly nothing under peak-ewma, ejected or not', async () => {
    const outlierDetection = { enabled: false };
    const gateway = await aGateway({
      backends: ['a', 'b', 'c', 'd'],
      pool: { balance: 'peak-ewma', outlierDetection },
    });
    slowDown(gateway, 'd', ['a', 'b', 'c']);
    const answers = await load(gateway, 4, (count) => count >= 1_000);
    // A fair share would be 250.
    expect(answers.filter((answer) => answer === '200 d').length).toBeLessThan(50);
  });

  it('ejects a backend that has stopped in the middle of things, before its time limits are over', async () => {
    const outlierDetection = { latency: { enabled: true }, baseEjectionTime: '1h', maxEjectionTime: '1h' };
    const pool = { timeouts: { response: '5s' }, retry: { budget: '100%' }, outlierDetection };
    const gateway = await aGateway({ backends: ['a', 'b'], pool });
    await gateway.sequence(4);
    gateway.backend('a').fallSilent();
    const answers: Promise<{ status: number; text: string }>[] = [];
    while (!isEjected(gateway, 'a')()) {
      answers.push(gateway.fetch('/'));
      await sleep(5);
    }
    expect(gateway.state('a').lastChange?.reason).toMatch(/responds to no requests/);
    const texts = (await Promise.all(answers)).map(({ text }) => text);
    expect(new Set(texts)).toEqual(new Set(['b']));
  });

  it('lets an ejected backend back in when it has proven itself, and slowly at first', async () => {
    const pool = { slowStart: '1h', outlierDetection: { baseEjectionTime: '100ms' } };
    const gateway = await aGateway({ backends: ['a', 'b'], pool });
    const { state } = { state: gateway.state('a') };
    gateway.backend('a').answer((_request, response) => response.writeHead(503).end('no'));
    await load(gateway, 1, isEjected(gateway, 'a'));
    gateway.backend('a').answerAsUsual();
    const answers = await load(gateway, 1, () => state.state !== 'ejected');
    expect(answers.filter((answer) => answer === '200 a')).toHaveLength(5);
    expect(state.rampFactor).toBeLessThan(0.5);
    const share = (await gateway.sequence(20)).filter((name) => name === 'a').length;
    expect(share).toBeLessThan(10);
  });

  it('keeps serving what an ejected backend owns', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const owner = (await gateway.fetch('/items/7')).text;
    gateway.backend(owner).answer((request, response) => {
      response.writeHead(request.url === '/' ? 503 : 200).end(owner);
    });
    await load(gateway, 1, isEjected(gateway, owner));
    expect(await gateway.sequence(3, '/items/7')).toEqual([owner, owner, owner]);
  });

  it('is not looked at where that is turned off', async () => {
    const gateway = await aGateway({
      backends: ['a', 'b'],
      pool: { ...PASSED_ON, outlierDetection: { enabled: false } },
    });
    gateway.backend('a').answer((_request, response) => response.writeHead(503).end('no'));
    const answers = await load(gateway, 1, (count) => count >= 40);
    expect(answers.filter((answer) => answer === '503 no')).toHaveLength(20);
  });

  it('never ejects the only backend there is', async () => {
    const own = new StubBackend('a');
    const gateway = await aGateway({ backends: [own] });
    own.answer((_request, response) => response.writeHead(503).end('no'));
    await gateway.sequence(20);
    expect([own.requests.length, gateway.state('a').isEjected]).toEqual([20, false]);
  });
});
