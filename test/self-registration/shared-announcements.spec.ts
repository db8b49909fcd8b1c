import { stubs } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { type TestGateway } from '../support/test-gateway';
import { announce, aSelfRegistrationGateway, listed, send } from './support/self-registration-gateway';

/** Milliseconds for a call to Redis: a busy machine takes longer than a gateway would wait. */
const LIMIT = '2s';

describeWithRedis('backends that announce themselves to one of several gateways', () => {
  let redis: RedisServer;
  let one: TestGateway;
  let other: TestGateway;

  function aSharingGateway(): Promise<TestGateway> {
    return aSelfRegistrationGateway({ stores: { cluster: redis.url, redis: { timeout: LIMIT } } });
  }

  async function untilListed(expected: object, ...gateways: TestGateway[]): Promise<void> {
    for (const gateway of gateways)
      await eventually(async () => expect(await listed(gateway)).toEqual(expected));
  }

  beforeEach(async () => {
    redis = closedAfterTest(await RedisServer.start());
    [one, other] = [await aSharingGateway(), await aSharingGateway()];
  });

  it('are known to all, to one that starts late, and to one that is started again', async () => {
    const [a] = await stubs('a');
    await announce(one, { url: a.url, id: 'a', weight: 2 });
    await untilListed({ a: 2 }, one, other);
    const late = await aSharingGateway();
    expect(await listed(late)).toEqual({ a: 2 });
    expect((await late.fetch('/')).text).toBe('a');
    await one.application.close();
    expect(await listed(await aSharingGateway())).toEqual({ a: 2 });
  });

  it('leave all when they leave one, and may renew with any', async () => {
    await announce(one, { url: 'http://127.0.0.1:1', id: 'a', ttl: 60 });
    await announce(one, { url: 'http://127.0.0.1:2', id: 'b', ttl: 60 });
    await untilListed({ a: 1, b: 1 }, one, other);
    await announce(other, { url: 'http://127.0.0.1:2', id: 'b', ttl: 1 });
    await untilListed({ a: 1 }, one, other);
    expect((await send(one, 'DELETE', '/registry/main/a')).status).toBe(200);
    await untilListed({}, one, other);
    expect((await send(other, 'DELETE', '/registry/main/a')).status).toBe(404);
  });

  it('may leave by a gateway that has not heard of them yet', async () => {
    await announce(one, { url: 'http://127.0.0.1:1', id: 'a' });
    expect((await send(other, 'DELETE', '/registry/main/a')).status).toBe(200);
    await untilListed({}, one, other);
  });

  it('stay while there is no Redis, and are told to it when it has lost them', async () => {
    await announce(one, { url: 'http://127.0.0.1:1', id: 'a', ttl: 5 });
    await untilListed({ a: 1 }, one, other);
    await redis.kill();
    const answer = await announce(one, { url: 'http://127.0.0.1:2', id: 'b', ttl: 60 });
    expect(JSON.parse(answer.text)).toMatchObject({ shared: false });
    // A registration at this gateway itself would be missed; those at others would not.
    await untilListed({ b: 1 }, one);
    expect(await listed(other)).toEqual({ a: 1 });
    await redis.run();
    await untilListed({ b: 1 }, one, other);
    await redis.command('FLUSHALL');
    await eventually(async () =>
      expect(await redis.command('HKEYS', 'load-distributer:registry')).toEqual(['main/b']),
    );
    await untilListed({ b: 1 }, one, other);
  });

  it('may write to Redis themselves, and nonsense there is passed over', async () => {
    const [seconds] = await redis.command<string[]>('TIME');
    const until = `${Number(seconds) + 60}000`;
    await redis.command(
      ...['HSET', 'load-distributer:registry', 'main/a', `${until} {"url":"http://10.0.0.7:8000"}`],
      ...['main/b', 'nonsense', 'main/c', `${until} {"url":"unix:/run/c.sock"}`, 'd', `${until} {}`],
      ...[
        'main/e',
        `${until} {"url":"http://169.254.169.254:80"}`,
        'nobody/f',
        `${until} {"url":"http://f:1"}`,
      ],
    );
    await untilListed({ a: 1 }, one, other);
  });

  it('find no more room together than there is', async () => {
    const [small, second] = [
      await aSelfRegistrationGateway(
        { stores: { cluster: redis.url, redis: { timeout: LIMIT } } },
        { max: 2 },
      ),
      await aSelfRegistrationGateway(
        { stores: { cluster: redis.url, redis: { timeout: LIMIT } } },
        { max: 2 },
      ),
    ];
    await announce(small, { url: 'http://127.0.0.1:1', id: 'a' });
    await announce(small, { url: 'http://127.0.0.1:2', id: 'b' });
    expect((await announce(second, { url: 'http://127.0.0.1:3', id: 'c' })).status).toBe(503);
    await untilListed({ a: 1, b: 1 }, small, second);
  });
});
