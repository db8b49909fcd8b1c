import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryStickySessionStore } from '../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { readSnapshot } from '../../apps/gateway/src/data-plane/affinity/stores/memory/session-snapshot';
import { closedAfterTest } from '../support/closing';
import { FakeClock } from '../support/fake-clock';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aRedisStore } from './support/redis.store';

describeWithRedis('a record in Redis that does not name its pool', () => {
  const OLD = 'test:session:items/a%2Fb';

  it('is rewritten once for the pool of the route that asks for it', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const { store } = await aRedisStore(redis.url);
    await redis.command('SET', OLD, '123456 create 1700000000000 1700000001000 backend one', 'PX', '600000');
    const session = await store.find('items/main/a/b');
    expect(session).toMatchObject({
      key: 'items/main/a/b',
      backendId: 'backend one',
      state: 'confirmed',
      origin: 'create',
      createdAt: 1_700_000_000_000,
      pending: 0,
    });
    expect(await redis.command('EXISTS', OLD)).toBe(0);
    expect(await store.findFresh('items/main/a/b')).toEqual(session);
    expect(await store.find('items/other/a/b')).toBeUndefined();
  });

  it('never replaces a session that stands', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const { store } = await aRedisStore(redis.url);
    await store.claim('items/main/a/b', 'new', 'create');
    await redis.command('SET', OLD, '1 create 1700000000000 1700000001000 old');
    expect(await store.findFresh('items/main/a/b')).toMatchObject({ backendId: 'new' });
  });
});

describe('a snapshot that does not name pools', () => {
  async function restored(pools: string[]): Promise<MemoryStickySessionStore> {
    const clock = new FakeClock();
    const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
    closedAfterTest({ close: () => rmSync(folder, { recursive: true }) });
    const file = join(folder, 'sessions');
    const now = clock.wallTime();
    const lines = [
      'load-distributer sticky sessions 1',
      '["items"]',
      JSON.stringify(['items/7', 'a', 'create', now, now, 1]),
    ];
    const body = lines.map((line) => `${line}\n`).join('');
    writeFileSync(file, body + createHash('sha256').update(body).digest('hex'));
    const store = new MemoryStickySessionStore(clock, await readSnapshot(file));
    store.apply([{ name: 'items', maxSessions: 100, idleTimeout: 60_000, pools }]);
    return store;
  }

  it('belongs to the only pool of the rule', async () => {
    const store = await restored(['main']);
    expect(store.find('items/main/7')).toMatchObject({ backendId: 'a', state: 'confirmed' });
    expect([...store.counts()]).toEqual([['a', 1]]);
    expect(store.isComplete('items', 'main')).toBe(true);
  });

  it('belongs to the pool that asks for a key first, if there are several', async () => {
    const store = await restored(['main', 'other']);
    expect(store.find('items/other/7')).toMatchObject({ backendId: 'a' });
    expect(store.find('items/main/7')).toBeUndefined();
  });
});
