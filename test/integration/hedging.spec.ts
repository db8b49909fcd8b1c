import { type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { type Pool } from '../../apps/gateway/src/data-plane/upstream/pool';
import { eventually } from '../support/eventually';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';

function poolOf(gateway: TestGateway): Pool {
  return gateway.application.app.get(PoolTable).find('main')!;
}

/** A gateway that knows how long its backends take; `a` is asked first and is silent from now on. */
async function hedging(wishes: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const pool = { balance: 'first', hedge: true, ...wishes.pool };
  const gateway = await aGateway({ backends: ['a', 'b'], ...wishes, pool });
  // A POST is never sent twice, so that none of these is hedged.
  for (let count = 0; count < 5; count++) await gateway.fetch('/', { method: 'POST' });
  await eventually(() => expect(poolOf(gateway).p95).toBeGreaterThan(0));
  gateway.backend('a').requests.length = 0;
  gateway.backend('a').fallSilent();
  return gateway;
}

/** A while by which a hedge would have been sent. */
const aWhile = (): Promise<void> => sleep(150);

/** Asks with this, and lets the first backend answer late. */
async function answerLate(
  gateway: TestGateway,
  path: string,
  sending = {},
  late: () => Promise<void> = aWhile,
): Promise<string> {
  const arriving = gateway.backend('a').nextRequest();
  const answer = gateway.fetch(path, sending);
  const { response } = await arriving;
  await late();
  response.end('a');
  return (await answer).text;
}

/** Resolves when the backend was asked, and the gateway has seen what came of it. */
async function wasAsked(gateway: TestGateway, name: string): Promise<void> {
  await eventually(() => expect(gateway.backend(name).requests).toHaveLength(1));
  await eventually(() => expect(gateway.state(name).inFlight).toBe(0));
}

/** Fails a request for good: a connection that was merely closed would count as one that had grown old. */
function breakOff({ socket }: ServerResponse): void {
  socket!.end('no HTTP\r\n\r\n');
}

describe('hedging', () => {
  it('asks a second backend when the first takes long, and cancels the loser', async () => {
    const gateway = await hedging();
    const arriving = gateway.backend('a').nextRequest();
    const answer = gateway.fetch('/');
    const { response } = await arriving;
    expect((await answer).text).toBe('b');
    await eventually(() => expect(response.destroyed).toBe(true));
    expect([gateway.state('a').inFlight, gateway.state('b').inFlight]).toEqual([0, 0]);
    expect(gateway.state('a').failures).toBe(0);
    expect(poolOf(gateway).hedges).toBe(1);
  });

  it('takes the answer of the first when that comes earlier, and cancels the second', async () => {
    const gateway = await hedging();
    gateway.backend('b').fallSilent();
    const arriving = [gateway.backend('a').nextRequest(), gateway.backend('b').nextRequest()];
    const answer = gateway.fetch('/');
    const [first, second] = await Promise.all(arriving);
    first.response.end('a');
    expect((await answer).text).toBe('a');
    await eventually(() => expect(second.response.destroyed).toBe(true));
    expect([gateway.state('a').inFlight, gateway.state('b').inFlight]).toEqual([0, 0]);
  });

  it('waits for the second when the first fails meanwhile, and asks it no second time', async () => {
    const gateway = await hedging();
    gateway.backend('b').fallSilent();
    const arriving = [gateway.backend('a').nextRequest(), gateway.backend('b').nextRequest()];
    const answer = gateway.fetch('/');
    const [first, second] = await Promise.all(arriving);
    breakOff(first.response);
    await gateway.catchUp();
    second.response.end('b');
    expect((await answer).text).toBe('b');
    expect(gateway.backend('b').requests).toHaveLength(1);
  });

  it('waits for the first when the second fails', async () => {
    const gateway = await hedging();
    gateway.backend('b').answer((request) => request.socket.destroy());
    expect(await answerLate(gateway, '/', {}, () => wasAsked(gateway, 'b'))).toBe('a');
    expect(gateway.backend('b').requests).toHaveLength(1);
  });

  it('prefers waiting for the first to an error of the second', async () => {
    const gateway = await hedging();
    gateway.backend('b').answer((_request, response) => response.writeHead(500).end('no'));
    expect(await answerLate(gateway, '/', {}, () => wasAsked(gateway, 'b'))).toBe('a');
    expect(gateway.state('b').inFlight).toBe(0);
  });

  it('fails when both do', async () => {
    const gateway = await hedging();
    gateway.backend('b').fallSilent();
    const arriving = [gateway.backend('a').nextRequest(), gateway.backend('b').nextRequest()];
    const answer = gateway.fetch('/');
    for (const { response } of await Promise.all(arriving)) breakOff(response);
    expect((await answer).status).toBe(502);
    expect([gateway.state('a').inFlight, gateway.state('b').inFlight]).toEqual([0, 0]);
  });

  it('cancels both when the client leaves', async () => {
    const gateway = await hedging();
    gateway.backend('b').fallSilent();
    const arriving = [gateway.backend('a').nextRequest(), gateway.backend('b').nextRequest()];
    const request = gateway.open('/');
    request.on('error', () => undefined).end();
    const responses = (await Promise.all(arriving)).map(({ response }) => response);
    request.destroy();
    await eventually(() => expect(responses.map(({ destroyed }) => destroyed)).toEqual([true, true]));
    expect([gateway.state('a').inFlight, gateway.state('b').inFlight]).toEqual([0, 0]);
  });

  it('keeps to the budget of the repetitions', async () => {
    const gateway = await hedging({ pool: { retry: { attempts: 1 } } });
    expect(await answerLate(gateway, '/')).toBe('a');
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it.each([
    ['POST', '/', {}],
    ['PUT', '/', { body: 'x' }],
    ['DELETE', '/', {}],
    ['GET', '/', { body: 'x', headers: { 'Content-Length': 1 } }],
  ])('never sends a %s twice', async (method, path, sending) => {
    const gateway = await hedging();
    expect(await answerLate(gateway, path, { method, ...sending })).toBe('a');
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('never asks another than the owner', async () => {
    const gateway = await hedging({ backends: ['a', 'b'] });
    gateway.backend('a').answerAsUsual();
    await gateway.fetch('/items/7', { method: 'POST' });
    gateway.backend('a').fallSilent();
    expect(await answerLate(gateway, '/items/7')).toBe('a');
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it.each([
    ['unless asked for', { pool: { hedge: false } }],
    ['for a route that says so', { routes: [{ path: '/', pool: 'main', hedge: false }] }],
  ])('is off %s', async (_when, wishes) => {
    const gateway = await hedging(wishes);
    expect(await answerLate(gateway, '/')).toBe('a');
    expect(gateway.backend('b').requests).toEqual([]);
  });

  it('is on for a route that says so', async () => {
    const routes = [{ path: '/', pool: 'main', hedge: true }];
    const gateway = await hedging({ pool: { hedge: false }, routes });
    expect((await gateway.fetch('/')).text).toBe('b');
  });
});
