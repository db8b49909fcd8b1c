import { type StoreOutageMode } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { eventually } from '../support/eventually';
import { closedAfterTest } from '../support/closing';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { type OpenStore, aRedisStore, isNear } from './support/redis.store';

/** The time limit of a call that is not answered, in milliseconds; whatever is answered may take its time. */
const SHORT = 50;

const UNAVAILABLE = { code: 'store_unavailable', status: 503 };

describeWithRedis('the store in Redis', () => {
  let redis: RedisServer;
  let open: OpenStore;

  async function start(whenDown: StoreOutageMode = 'useLastKnown', ...settings: string[]): Promise<void> {
    redis = closedAfterTest(await RedisServer.start(...settings));
    open = await aRedisStore(redis.url, { whenDown });
    await open.store.claim('items/main/1', 'a', 'create');
    await isNear(open.store, 'items/main/1');
  }

  const isBack = () => eventually(() => expect(open.store.isReachable).toBe(true));

  async function fails(call: () => unknown): Promise<void> {
    await expect(Promise.resolve().then(call)).rejects.toMatchObject(UNAVAILABLE);
  }

  /** Redis stays silent until the test resumes it, so a call that waits for it would wait for ever. */
  async function failsUntilBack(): Promise<void> {
    const { timeout } = open.connection;
    open.connection.timeout = SHORT;
    for (let id = 2; id < 6; id++) await fails(() => open.store.find(`items/main/${id}`));
    expect(open.store.isReachable).toBe(false);
    // No call waits any more.
    const { calls } = open.connection;
    await fails(() => open.store.claim('items/main/9', 'b'));
    expect(open.connection.calls).toBe(calls);
    open.connection.timeout = timeout;
  }

  it('goes by what it knows, and refuses at once what it does not, when Redis is killed', async () => {
    await start();
    await redis.kill();
    await eventually(() => expect(open.store.isReachable).toBe(false));
    expect(open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
    await failsUntilBack();
  });

  it.each(['locate', 'fail'] as const)('goes by nothing that it knows under %s', async (whenDown) => {
    await start(whenDown);
    expect(open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
    await redis.kill();
    await eventually(() => expect(open.store.isReachable).toBe(false));
    await fails(() => open.store.find('items/main/1'));
  });

  it('comes back to a Redis that was started empty, and knows no more than that one', async () => {
    await start();
    await redis.kill();
    await eventually(() => expect(open.store.isReachable).toBe(false));
    await redis.run();
    await isBack();
    expect(await open.store.find('items/main/1')).toBeUndefined();
    expect((await open.store.claim('items/main/1', 'b')).won).toBe(true);
    // It receives changes again.
    await redis.command('DEL', 'test:session:items/main/1');
    await eventually(async () => expect(await open.store.find('items/main/1')).toBeUndefined());
  });

  it.each([
    ['paused', () => redis.command('CLIENT', 'PAUSE', '3000', 'ALL')],
    ['stopped', () => Promise.resolve(redis.signal('SIGSTOP'))],
  ])('waits for no answer longer than the time limit when Redis is %s', async (_how, stall) => {
    await start();
    await stall();
    await failsUntilBack();
    expect(open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
    redis.signal('SIGCONT');
    await isBack();
    await isNear(open.store, 'items/main/1');
    expect(open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
    expect((await open.store.claim('items/main/9', 'b')).session).toMatchObject({ key: 'items/main/9' });
  });

  it('goes by what it knows while Redis loads what it has kept, and comes back to that', async () => {
    // A tenth of a second for each key, and an answer in between.
    const slowly = ['--key-load-delay', '100000', '--loading-process-events-interval-bytes', '1024'];
    await start('useLastKnown', '--rdbcompression', 'no', ...slowly);
    const fill = "for key = 1, 15 do redis.call('SET', 'filler' .. key, string.rep('x', 2000)) end";
    await redis.command('EVAL', fill, '0');
    await redis.command('SAVE');
    await redis.kill();
    await eventually(() => expect(open.store.isReachable).toBe(false));
    const running = redis.run();
    await eventually(() => expect(open.connection.lastFailure).toMatch(/^LOADING/));
    expect(open.store.isReachable).toBe(false);
    expect(open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
    await fails(() => open.store.claim('items/main/2', 'a'));
    await running;
    await isBack();
    expect(await open.store.find('items/main/1')).toMatchObject({ backendId: 'a', state: 'confirmed' });
    expect((await open.store.claim('items/main/2', 'a')).won).toBe(true);
  });

  it('goes on when Redis has lost its scripts', async () => {
    await start();
    await redis.command('SCRIPT', 'FLUSH');
    expect((await open.store.claim('items/main/2', 'a')).won).toBe(true);
    expect(open.connection.failures).toBeLessThanOrEqual(2);
  });

  it('is there for others to wait for when Redis comes late', async () => {
    redis = closedAfterTest(await RedisServer.start());
    await redis.kill();
    open = await aRedisStore(redis.url, {}, 100);
    expect(open.store.isReachable).toBe(false);
    await redis.run();
    await isBack();
    expect((await open.store.claim('items/main/1', 'a')).won).toBe(true);
  });
});
