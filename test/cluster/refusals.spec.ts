import { type StoreList } from '@app/contracts';
import { read } from '../admin/support/operator';
import { stubs } from '../reload/support/file-gateway';
import { runCommand } from '../cli/support/run-command';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { scrape } from '../support/scrape';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { CALLS, EVERYTHING, type Refusing, together, WRITES } from '../stores/support/refusing-redis';
import { eventsOf } from './support/gateways';

const CLUSTER: Refusing = {
  kind: 'CLUSTERDOWN',
  settings: ['--cluster-enabled', 'yes'],
  begin: () => Promise.resolve(),
  end: (redis) => redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383'),
};

/** A gateway that keeps everything in a Redis that refuses something from the start on. */
async function start(way: Refusing): Promise<{ redis: RedisServer; gateway: TestGateway }> {
  const redis = closedAfterTest(await RedisServer.start(...(way.settings ?? [])));
  await way.begin(redis);
  // Redis answers at once, but the machine may be busy: a reply that is late would count as an outage.
  const redisTimeout = { timeout: '10s' };
  const stores = {
    stickySessions: redis.url,
    rateLimits: redis.url,
    cluster: redis.url,
    redis: redisTimeout,
  };
  const pool = {
    backends: (await stubs('a', 'b')).map(({ name, url }) => ({ id: name, url })),
    discovery: [{ type: 'self-registration' }],
  };
  const selfRegistration = { token: 'a-token-of-some-length-for-backends' };
  const gateway = await aGateway({ backends: [], pool, sections: { stores, selfRegistration } });
  return { redis, gateway };
}

async function kindsOf(gateway: TestGateway): Promise<string[]> {
  const { stores } = await read<StoreList>(gateway, '/api/stores');
  return stores.flatMap(({ troubles }) => troubles.map(({ kind }) => kind));
}

/** Has operators see the refusal and its end wherever they look. */
async function expectToldOf(way: Refusing): Promise<void> {
  const { redis, gateway } = await start(way);
  await eventually(async () => expect(await kindsOf(gateway)).toContain(way.kind));
  expect((await scrape(gateway)).sum('store_troubles', { kind: way.kind })).toBe(1);
  expect((await scrape(gateway)).sum('store_up', { store: redis.url })).toBe(0);
  expect((await runCommand(gateway, ['status'])).out).toContain(`${redis.url} `);
  const troubled = (await eventsOf(gateway)).filter(({ kind }) => kind === 'store.troubled');
  const aboutThis = troubled.filter(({ message }) => message.includes(way.kind));
  expect(new Set(aboutThis.map(({ message }) => message)).size).toBe(aboutThis.length);
  expect(aboutThis.length).toBeGreaterThan(0);
  await way.end(redis);
  await eventually(async () => expect(await kindsOf(gateway)).toEqual([]));
  expect((await eventsOf(gateway)).map(({ kind }) => kind)).toContain('store.recovered');
  expect((await scrape(gateway)).sum('store_up', { store: redis.url })).toBe(1);
}

describeWithRedis('a gateway on a Redis that answers and refuses', () => {
  it.each([
    ['all changes', WRITES],
    ['everything', [...EVERYTHING, CLUSTER]],
    ['some calls', CALLS],
  ])('starts all the same, and says so wherever operators look: %s', (_what, ways) =>
    together(ways, expectToldOf),
  );

  it.each(WRITES)('creates under $kind as if nobody remembered', async (way) => {
    const { gateway } = await start(way);
    for (let id = 0; id < 20; id++) {
      const { status } = await gateway.fetch(`/items/?item_id=${id}`, { method: 'POST', body: 'item' });
      expect(status).toBe(200);
    }
  });
});
