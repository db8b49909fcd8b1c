import { once } from 'node:events';
import { PoolTable } from '../../../apps/gateway/src/data-plane/upstream/pool-table';
import { type OwnerQueue } from '../../../apps/gateway/src/data-plane/upstream/owner-queue';
import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Answer, type Sending } from '../../support/http-client';
import { ask } from '../../admin/support/operator';
import { until } from '../../support/eventually';
import { changeState, codeOf, create, type ItemsGateway, withRule } from './support/items-gateway';

const LONG = '120s';

/** Item 1 is on `a`, and requests wait for it. */
async function withItem(policy: object | string = { wait: LONG }, pool: object = {}): Promise<ItemsGateway> {
  const all = await withRule({ onOwnerUnavailable: policy }, undefined, { balance: 'first', ...pool });
  await create(all.gateway, 1);
  return all;
}

function queueOf({ gateway }: ItemsGateway): OwnerQueue {
  return gateway.application.app.get(PoolTable).find('main')!.ownerQueue!;
}

const explain = ({ gateway }: ItemsGateway): Promise<Answer> =>
  ask(gateway, 'POST', '/api/explain', { method: 'GET', url: '/items/1' });
const stop = ({ gateway }: ItemsGateway): Promise<void> => gateway.backend('a').stop();
const start = ({ gateway }: ItemsGateway): Promise<void> => gateway.backend('a').start();

/** Sends a request, and resolves once it waits. */
async function held(all: ItemsGateway, sending: Sending = {}, path = '/items/1'): Promise<Promise<Answer>[]> {
  const before = queueOf(all).length;
  const answer = all.gateway.fetch(path, sending);
  await until(() => queueOf(all).length > before);
  return [answer];
}

describe('a request whose owner is away', () => {
  it.each<[string, Sending, string]>([
    ['GET', {}, 'item on a'],
    ['PUT', { method: 'PUT', body: 'new' }, 'new on a'],
    ['DELETE', { method: 'DELETE' }, 'item on a'],
  ])('waits for a restart: %s', async (_method, sending, text) => {
    const all = await withItem();
    await stop(all);
    const [answer] = await held(all, sending);
    await start(all);
    expect(await answer).toMatchObject({ status: 200, text });
    expect(queueOf(all)).toMatchObject({ length: 0, ended: { expired: 0 } });
  });

  it('waits with a create of what exists, which the owner then refuses', async () => {
    const all = await withItem();
    await stop(all);
    const [answer] = await held(all, { method: 'POST', body: 'again' }, '/items/?item_id=1');
    await start(all);
    expect(await answer).toMatchObject({ status: 400, text: 'exists on a' });
    expect(all.items.b.kept.size).toBe(0);
  });

  it('waits until the probes of its owner pass', async () => {
    const all = await withItem();
    changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));
    const [answer] = await held(all);
    changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'healthy', 'test'));
    expect((await answer).text).toBe('item on a');
  });

  it('reaches the owner in the order in which the requests for a key came', async () => {
    const all = await withItem();
    await stop(all);
    const targets = Array.from({ length: 20 }, (_, at) => `/items/1?at=${at}`);
    const answers: Promise<Answer>[] = [];
    for (const target of targets) answers.push(...(await held(all, {}, target)));
    const { requests } = all.gateway.backend('a');
    const before = requests.length;
    await start(all);
    await Promise.all(answers);
    expect(requests.slice(before).map(({ target }) => target)).toEqual(targets);
  });

  it('is refused with a 503 when the time is over, and may try again', async () => {
    const all = await withItem({ wait: '200ms', then: 'fail' });
    await stop(all);
    const answer = await all.gateway.fetch('/items/1');
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(codeOf(answer)).toBe('owner_unavailable');
    expect(answer.text).toContain('was not available within 0.2 s');
    expect(queueOf(all).ended).toMatchObject({ expired: 1 });
  });

  it.each([
    ['fallback', 'not found on b'],
    ['reassign', 'not found on b'],
  ])('goes to another backend when the time is over, if the rule says %s', async (then, text) => {
    const all = await withItem({ wait: '200ms', then });
    await stop(all);
    expect((await all.gateway.fetch('/items/1')).text).toBe(text);
  });

  it('is refused at once when too many wait', async () => {
    const all = await withItem({ wait: LONG }, { ownerQueue: { size: 2 } });
    await stop(all);
    const waiting = [...(await held(all)), ...(await held(all))];
    const answer = await all.gateway.fetch('/items/1');
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(answer.text).toContain('too many requests wait for it already');
    await start(all);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is refused at once when the bodies of those that wait are too long', async () => {
    const all = await withItem({ wait: LONG }, { ownerQueue: { bodyBytes: '100KiB' } });
    await stop(all);
    const body = 'x'.repeat(70_000);
    const waiting = await held(all, { method: 'PUT', body });
    const answer = await all.gateway.fetch('/items/1', { method: 'PUT', body });
    expect(answer.status).toBe(503);
    const small = await held(all, { method: 'PUT', body: 'y' });
    await start(all);
    expect((await Promise.all([...waiting, ...small])).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('frees its place when its client leaves', async () => {
    const all = await withItem();
    await stop(all);
    const leaving = all.gateway.open('/items/1');
    leaving.end();
    await until(() => queueOf(all).length === 1);
    leaving.destroy();
    await until(() => queueOf(all).length === 0);
    expect(queueOf(all).ended.left).toBe(1);
    expect(queueOf(all).lineFor('a')).toBeUndefined();
    await start(all);
  });

  it('gives its lease back when its client leaves while its owner is full', async () => {
    const all = await withRule({}, undefined, { balance: 'first' });
    await create(all.gateway, 1);
    const { app } = all.gateway.application;
    const pool = app.get(PoolTable).find('main')!;
    pool.find('a')!.maxInFlight = 1;
    const a = all.gateway.backend('a');
    a.fallSilent();
    const busy = all.gateway.fetch('/items/1');
    const { response } = await a.nextRequest();
    const creating = all.gateway.open('/items/?item_id=1', { method: 'POST' });
    creating.end();
    await until(() => pool.queue!.length === 1);
    expect(await app.get(StickySessionStore).find('items/main/1')).toMatchObject({ pending: 1 });
    creating.destroy();
    await until(async () => (await app.get(StickySessionStore).find('items/main/1'))!.pending === 0);
    response.end();
    await busy;
  });

  it('goes to the new owner if the resource has been moved meanwhile', async () => {
    const all = await withItem();
    await stop(all);
    const [answer] = await held(all);
    const store = all.gateway.application.app.get(StickySessionStore);
    const session = (await store.find('items/main/1'))!;
    all.items.b.kept.set('1', 'moved item');
    await store.move(session, 'b', 'operator');
    await start(all);
    expect((await answer).text).toBe('moved item on b');
  });

  it('is sent again when its owner ends before the response, if that does no harm', async () => {
    const all = await withItem();
    const a = all.gateway.backend('a');
    a.fallSilent();
    const put = all.gateway.fetch('/items/1', { method: 'PUT', body: 'put' });
    await a.nextRequest();
    await stop(all);
    await until(() => queueOf(all).length === 1);
    a.answer(all.items.a.answering);
    await start(all);
    expect(await put).toMatchObject({ status: 200, text: 'put on a' });
  });

  it('is not sent a third time to an owner that it may have ended twice', async () => {
    const all = await withItem();
    const a = all.gateway.backend('a');
    a.answer((request) => request.socket.destroy());
    const before = a.requests.length;
    expect((await all.gateway.fetch('/items/1', { method: 'PUT', body: 'put' })).status).toBe(502);
    expect(a.requests.length - before).toBeLessThanOrEqual(4);
  });

  it('waits with an upgrade, and with an event stream', async () => {
    const all = await withItem();
    const a = all.gateway.backend('a');
    a.server.on('upgrade', (_request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      socket.on('error', () => undefined);
    });
    await stop(all);
    const upgrade = all.gateway.open('/items/1', {
      headers: [
        'Host',
        'h',
        'Connection',
        'Upgrade',
        'Upgrade',
        'websocket',
        'Sec-WebSocket-Key',
        'a',
        'Sec-WebSocket-Version',
        '13',
      ],
    });
    upgrade.end();
    const switched = once(upgrade, 'upgrade');
    await until(() => queueOf(all).length === 1);
    const [events] = await held(all, { headers: { accept: 'text/event-stream' } });
    await start(all);
    const [response] = (await switched) as [{ statusCode: number; socket: { destroy(): void } }];
    expect(response.statusCode).toBe(101);
    expect((await events).status).toBe(200);
    response.socket.destroy();
  });

  it('waits where a hash names the backend', async () => {
    const key = [{ header: 'x-user' }];
    const all = await withRule({ key, mode: 'hash', onOwnerUnavailable: { wait: LONG } }, ['a']);
    await stop(all);
    const [answer] = await held(all, { headers: { 'x-user': 'u' } });
    await start(all);
    expect((await answer).text).toBe('not found on a');
  });

  it('waits where a cookie names the backend', async () => {
    const cookie = { keys: ['k'.repeat(32)] };
    const rule = { key: undefined, cookie, onOwnerUnavailable: { wait: LONG } };
    const all = await withRule(rule, undefined, { balance: 'first' });
    const given = (await create(all.gateway, 1)).headers['set-cookie'] ?? [];
    await stop(all);
    const [answer] = await held(all, { headers: { cookie: given[0].split(';')[0] } });
    await start(all);
    expect((await answer).text).toBe('item on a');
  });

  it('does not wait for a former owner when it has been sent on', async () => {
    const all = await withItem();
    const store = all.gateway.application.app.get(StickySessionStore);
    const session = (await store.find('items/main/1'))!;
    all.items.b.kept.set('1', 'moved');
    all.gateway.backend('a').answer(async (_request, response) => {
      await store.move(session, 'b', 'operator');
      changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));
      response.writeHead(421, { 'x-owner-epoch': session.generation + 1 }).end();
    });
    expect((await all.gateway.fetch('/items/1')).text).toBe('moved on b');
    expect(queueOf(all).ended).toEqual({ back: 0, expired: 0, full: 0, left: 0 });
  });

  it('does not wait where the rule says so for reads only', async () => {
    const all = await withItem({ reads: { wait: LONG }, writes: 'fail' });
    await stop(all);
    expect((await all.gateway.fetch('/items/1', { method: 'PUT', body: 'x' })).status).toBeGreaterThanOrEqual(
      502,
    );
    const [read] = await held(all);
    await start(all);
    expect((await read).status).toBe(200);
  });

  it('says what is allowed when the policy is misspelt', async () => {
    await expect(withItem({ wait: '10 parsecs' })).rejects.toThrow(/wait/);
    await expect(withItem({ wait: '11m' })).rejects.toThrow(/10m/);
  });

  it('is seen by operators, from the beginning to the end', async () => {
    const all = await withItem();
    await stop(all);
    const [answer] = await held(all);
    const { gateway } = all;
    const [status] = (JSON.parse((await gateway.admin('/api/pools/main')).text) as { backends: object[] })
      .backends;
    expect(status).toMatchObject({ id: 'a', waiting: 1, longestWait: expect.any(Number) });
    expect((await gateway.admin('/metrics')).text).toContain(
      'load_distributer_owner_requests_queued{pool="main",backend="a"} 1',
    );
    await start(all);
    expect((await answer).status).toBe(200);
    expect((await gateway.admin('/metrics')).text).toContain(
      'load_distributer_owner_waits_total{pool="main",end="back"}',
    );
  });

  it('is explained', async () => {
    const all = await withItem({ wait: '10s', then: 'fail' });
    changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));
    const explained = await explain(all);
    expect(explained.text).toContain('so the request waits for it up to 10 s (0 wait already)');
  });

  it('is explained where a hash names the backend', async () => {
    const all = await withRule(
      { key: [{ path: '/items/:item_id' }], mode: 'hash', onOwnerUnavailable: { wait: '10s' } },
      ['a'],
    );
    changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));
    const explained = await explain(all);
    expect(explained.text).toContain('a is unhealthy, so the request waits for it up to 10 s');
    expect(explained.text).toContain('owner_unavailable');
  });
});
