import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aRedisStore, isNear } from './support/redis.store';

describeWithRedis('two gateways on one Redis', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.close());
  beforeEach(() => redis.command('FLUSHALL'));

  async function bothStores() {
    const [one, other] = [await aRedisStore(redis.url), await aRedisStore(redis.url)];
    return { one: one.store, other: other.store, connections: [one.connection, other.connection] };
  }

  it('make one owner of a thousand keys each that both claim at once', async () => {
    const { one, other } = await bothStores();
    let split = 0;
    for (let id = 0; id < 1_000; id++) {
      const [mine, theirs] = await Promise.all([
        one.claim(`items/main/${id}`, 'a'),
        other.claim(`items/main/${id}`, 'b'),
      ]);
      if (mine.won === theirs.won || mine.session.backendId !== theirs.session.backendId) split++;
    }
    expect(split).toBe(0);
  });

  it('answer what was read once without asking again', async () => {
    const { one, connections } = await bothStores();
    await one.claim('items/main/1', 'a');
    await isNear(one, 'items/main/1');
    const { calls } = connections[0];
    for (let round = 0; round < 100; round++)
      expect(one.find('items/main/1')).toMatchObject({ backendId: 'a' });
    expect(connections[0].calls).toBe(calls);
  });

  it('tell each other what changes', async () => {
    const { one, other } = await bothStores();
    const { session } = await one.claim('items/main/1', 'a');
    expect(await other.find('items/main/1')).toEqual(session);
    const moved = (await one.move(session, 'b', 'operator'))!;
    await eventually(async () => expect(await other.find('items/main/1')).toEqual(moved));
    await one.forget(moved);
    await eventually(async () => expect(await other.find('items/main/1')).toBeUndefined());
  });

  it('never go back to what was before a change that they have been told of', async () => {
    const { one, other } = await bothStores();
    let session = (await one.claim('items/main/1', 'a')).session;
    let reading = true;
    let seen = 0;
    let backwards = 0;
    const reader = (async () => {
      while (reading) {
        await turnOfTheLoop();
        const owner = Number((await other.find('items/main/1'))?.backendId.slice(1));
        if (owner < seen) backwards++;
        seen = Math.max(seen, owner || 0);
      }
    })();
    for (let step = 1; step <= 500; step++) session = (await one.move(session, `b${step}`, 'learn'))!;
    await eventually(() => expect(seen).toBe(500));
    reading = false;
    await reader;
    expect(backwards).toBe(0);
  });

  it('forget all of it when Redis is emptied', async () => {
    const { one } = await bothStores();
    await one.claim('items/main/1', 'a');
    await redis.command('FLUSHALL');
    await eventually(async () => expect(await one.find('items/main/1')).toBeUndefined());
  });

  it('forget what has expired', async () => {
    const { one, other } = await bothStores();
    await one.claim('carts/main/1', 'a');
    await other.find('carts/main/1');
    await eventually(async () => expect(await other.find('carts/main/1')).toBeUndefined());
    expect(await one.find('carts/main/1')).toBeUndefined();
  });

  it('keep no address, and nothing without an end, in Redis', async () => {
    const { one } = await bothStores();
    await one.claim('items/main/{a}*', 'backend-1');
    const key = 'test:session:items/main/%7Ba%7D%2A';
    await eventually(async () => {
      expect((await redis.command<string[]>('KEYS', '*')).sort()).toEqual(['test:session:items', key]);
      expect(await redis.command<number>('PTTL', 'test:session:items')).toBeGreaterThan(60_000);
    });
    expect(await redis.command('GET', key)).toMatch(/^\d{16} \d{16} claim 0 0 0 \d{13} \d{13} backend-1$/);
    expect(await redis.command<number>('PTTL', key)).toBeGreaterThan(60_000);
  });

  it('are not led astray by what another program has written', async () => {
    const { one } = await bothStores();
    await redis.command('SET', 'test:session:items/main/1', 'http://169.254.169.254');
    expect(await one.find('items/main/1')).toBeUndefined();
    await expect(one.claim('items/main/1', 'a')).rejects.toMatchObject({ code: 'store_unavailable' });
    await redis.command('LPUSH', 'test:session:items/main/2', 'x');
    await expect(one.find('items/main/2')).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
