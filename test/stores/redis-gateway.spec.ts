import { eventually } from '../support/eventually';
import { closedAfterTest } from '../support/closing';
import { Items } from '../support/items';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aGateway, type TestGateway } from '../support/test-gateway';

/** Milliseconds that a call may take here: so many that who waits for one shows it. */
const LIMIT = 10_000;

describeWithRedis('a gateway whose sticky sessions are in Redis', () => {
  let redis: RedisServer;
  let gateway: TestGateway;
  let items: Items[];

  async function start(stores: object = {}, affinity?: object): Promise<void> {
    redis = closedAfterTest(await RedisServer.start());
    const sections = { stores: { stickySessions: redis.url, redis: { timeout: `${LIMIT}ms` }, ...stores } };
    gateway = await aGateway({ backends: ['a', 'b', 'c'], sections, affinity });
    items = ['a', 'b', 'c'].map((name) => Items.of(gateway.backend(name)));
  }

  const create = (id: number) => gateway.fetch(`/items/?item_id=${id}`, { method: 'POST', body: 'item' });

  /** Creates items, and reads each once. */
  async function known(count: number): Promise<void> {
    for (let id = 1; id <= count; id++) {
      expect((await create(id)).status).toBe(201);
      expect((await gateway.fetch(`/items/${id}`)).status).toBe(200);
    }
  }

  /** The statuses of reads of all items, and how long the slowest took. */
  async function reads(count: number): Promise<{ statuses: Set<number>; slowest: number }> {
    const statuses = new Set<number>();
    let slowest = 0;
    for (let id = 1; id <= count; id++) {
      const begun = performance.now();
      statuses.add((await gateway.fetch(`/items/${id}`)).status);
      slowest = Math.max(slowest, performance.now() - begun);
    }
    return { statuses, slowest };
  }

  it('shares what it learns with another one', async () => {
    await start();
    const other = await aGateway({
      backends: ['a', 'b', 'c'],
      sections: { stores: { stickySessions: redis.url, redis: { timeout: `${LIMIT}ms` } } },
    });
    await create(7);
    const owner = (await gateway.fetch('/items/7')).text.at(-1)!;
    for (const name of ['a', 'b', 'c']) other.backend(name).answer((_, response) => response.end(name));
    expect(
      new Set([...(await Promise.all([1, 2, 3].map(() => other.fetch('/items/7'))))].map(({ text }) => text)),
    ).toEqual(new Set([owner]));
  });

  it.each([
    ['killed', () => redis.kill()],
    ['paused', () => redis.command('CLIENT', 'PAUSE', '2000', 'ALL')],
    ['stopped', () => Promise.resolve(redis.signal('SIGSTOP'))],
    ['full', () => redis.command('CONFIG', 'SET', 'maxmemory', '1')],
  ])('answers for all that it has read before while Redis is %s, as fast as ever', async (_how, fail) => {
    await start();
    await known(30);
    await fail();
    const { statuses, slowest } = await reads(30);
    expect([...statuses]).toEqual([200]);
    expect(slowest).toBeLessThan(LIMIT / 2);
    redis.signal('SIGCONT');
  });

  it('finds every item again after Redis has come back with nothing', async () => {
    await start();
    await known(10);
    await redis.kill();
    await redis.run();
    await eventually(async () => expect([...(await reads(10)).statuses]).toEqual([200]));
    await redis.command('FLUSHALL');
    await eventually(async () => expect([...(await reads(10)).statuses]).toEqual([200]));
  });

  it('creates what it cannot remember for want of room in Redis', async () => {
    await start();
    await known(1);
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    expect((await create(2)).status).toBe(201);
    expect((await gateway.fetch('/items/2')).status).toBe(200);
  });

  it('creates nothing that it cannot claim where creates are to be safe', async () => {
    await start({}, { items: { key: [{ path: '/items/:item_id' }, { query: 'item_id' }], creates: 'safe' } });
    await known(1);
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
    expect(await create(2)).toMatchObject({ status: 503 });
  });

  it.each([
    ['useLastKnown', 503],
    ['locate', 200],
    ['fail', 503],
  ])(
    'under %s answers %i for an item that it has not read before, while there is no Redis',
    async (onStoreUnavailable, status) => {
      await start({ onStoreUnavailable });
      items[1].kept.set('1', 'made without this gateway');
      await redis.kill();
      await eventually(async () => expect((await gateway.fetch('/items/1')).status).toBe(status));
    },
  );
});
