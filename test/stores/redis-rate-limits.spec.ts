import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aGateway, type TestGateway } from '../support/test-gateway';

describeWithRedis('a rate limit that is counted in Redis', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = closedAfterTest(await RedisServer.start());
  });

  function start(rateLimit: object, stores: object = {}): Promise<TestGateway> {
    return aGateway({
      backends: ['a'],
      routes: [{ path: '/', pool: 'main', rateLimit }],
      affinity: {},
      // A busy machine takes longer than a gateway would wait.
      sections: { stores: { rateLimits: redis.url, redis: { timeout: '5s' }, ...stores } },
    });
  }

  async function statuses(gateway: TestGateway, count: number): Promise<number[]> {
    const all: number[] = [];
    while (all.length < count) all.push((await gateway.fetch('/')).status);
    return all;
  }

  it('is one limit for two gateways, to within 5 %', async () => {
    // Comes back so slowly that a run of the test gains less than one request.
    const rateLimit = { limit: '200/1d' };
    const gateways = [await start(rateLimit), await start(rateLimit)];
    const asked = await Promise.all(gateways.map((gateway) => statuses(gateway, 150)));
    const admitted = asked.flat().filter((status) => status === 200).length;
    expect(admitted).toBeGreaterThanOrEqual(190);
    expect(admitted).toBeLessThanOrEqual(210);
    expect(new Set(asked.flat())).toEqual(new Set([200, 429]));
    // Each of the two was let through more than nothing, and neither all that it wanted.
    for (const of of asked) expect(new Set(of)).toEqual(new Set([200, 429]));
  });

  it('tells the client how it stands with all gateways', async () => {
    const rateLimit = { limit: '3/1d' };
    const [one, other] = [await start(rateLimit), await start(rateLimit)];
    await one.fetch('/');
    const { headers } = await other.fetch('/');
    expect(headers).toMatchObject({ 'ratelimit-limit': '3', 'ratelimit-remaining': '1' });
    await one.fetch('/');
    const refused = await other.fetch('/');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(80_000 / 3);
  });

  it('holds no client for longer than its window when the clock of Redis is set back', async () => {
    const gateway = await start({ limit: '10/1m', burst: 10 });
    await gateway.fetch('/');
    const [key] = await redis.command<string[]>('KEYS', '*');
    // As a bucket that was counted when the clock was an hour ahead.
    await redis.command('SET', key, String(Date.now() + 3_600_000));
    const refused = await gateway.fetch('/');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(6);
    expect(Number(refused.headers['ratelimit-reset'])).toBeLessThanOrEqual(60);
    // It is remembered as empty from now on, and not written again with each request.
    const fullAt = Number(await redis.command<string>('GET', key));
    expect(fullAt - Date.now()).toBeLessThanOrEqual(60_000);
    expect(await redis.command<number>('PTTL', key)).toBeLessThanOrEqual(60_000);
    await gateway.fetch('/');
    expect(Number(await redis.command<string>('GET', key))).toBe(fullAt);
  });

  it('keeps a key no longer than until its limit is whole again', async () => {
    const gateway = await start({ limit: '10/1m' });
    await gateway.fetch('/');
    const [key] = await redis.command<string[]>('KEYS', '*');
    expect(key).toMatch(/^load-distributer:rate:/);
    const left = await redis.command<number>('PTTL', key);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(6000);
  });

  it('shares its connection with the sticky sessions', async () => {
    const gateway = await start({ limit: '2/1d' }, { stickySessions: redis.url });
    expect(await statuses(gateway, 3)).toEqual([200, 200, 429]);
    const clients = await redis.command<string>('CLIENT', 'LIST');
    // Its own, and the one that asks.
    expect(clients.trim().split('\n')).toHaveLength(2);
  });

  it.each([
    ['lets requests pass', 'allow', 200],
    ['refuses requests', 'deny', 429],
  ])(
    '%s while Redis is down and `onStoreUnavailable` is %s, and counts again when it is back',
    async (_what, onStoreUnavailable, status) => {
      const gateway = await start({ limit: '5/1d', onStoreUnavailable });
      expect(await statuses(gateway, 3)).toEqual([200, 200, 200]);
      await redis.kill();
      expect(await statuses(gateway, 5)).toEqual([status, status, status, status, status]);
      await redis.run();
      await eventually(async () => {
        const answer = await gateway.fetch('/');
        expect(answer.headers['ratelimit-limit']).toBe('5');
      });
    },
  );

  it('never waits longer for Redis than its time limit', async () => {
    const gateway = await start({ limit: '2/1d' });
    await gateway.fetch('/');
    redis.signal('SIGSTOP');
    // Answered at all, although Redis never does.
    expect(await statuses(gateway, 3)).toEqual([200, 200, 200]);
    redis.signal('SIGCONT');
  });
});
