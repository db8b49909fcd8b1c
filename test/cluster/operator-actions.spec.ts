import { ask } from '../admin/support/operator';
import { stubs } from '../reload/support/file-gateway';
import { runCommand } from '../cli/support/run-command';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { type StubBackend } from '../support/stub-backend';
import { type TestGateway } from '../support/test-gateway';
import {
  aSharingGateway,
  change,
  eventsOf,
  LIMIT,
  members,
  pathOf,
  statusOf,
  untilState,
} from './support/gateways';

describeWithRedis('what an operator says at one of several gateways', () => {
  let redis: RedisServer;
  let backends: StubBackend[];
  let one: TestGateway;
  let other: TestGateway;

  beforeEach(async () => {
    redis = closedAfterTest(await RedisServer.start());
    backends = await stubs('a', 'b', 'c');
    [one, other] = [await aSharingGateway(redis, backends), await aSharingGateway(redis, backends)];
  });

  it('holds at all of them: drained on one is drained on all, with the reason', async () => {
    expect(await change(one, 'a', { state: 'draining', reason: 'a new disk' })).toMatchObject({
      localOnly: false,
    });
    await untilState('draining', 'a', one, other);
    expect((await statusOf(other, 'a')).lastChange?.reason).toBe('a new disk');
    expect(new Set(await other.sequence(4))).toEqual(new Set(['b', 'c']));
    await change(other, 'a', { state: 'enabled' });
    await untilState('unknown', 'a', one, other);
    expect(new Set(await one.sequence(6))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('changes members and weights at all of them, and tells them of it', async () => {
    const [d] = await stubs('d');
    await ask(one, 'POST', '/api/pools/main/backends', { id: 'd', url: d.url, weight: 2 });
    await ask(other, 'DELETE', pathOf('a'));
    await change(one, 'b', { weight: 9 });
    const expected = { b: 9, c: 1, d: 2 };
    for (const gateway of [one, other])
      await eventually(async () => expect(await members(gateway)).toEqual(expected));
    expect(new Set(await other.sequence(12))).toContain('d');
    const learned = (await eventsOf(other)).filter(({ kind }) => kind === 'cluster.updated');
    expect(learned.map(({ message }) => message.replace(/; set at .*/, ''))).toEqual([
      `main/d: added at ${d.url}`,
      'main/b: weight 9',
    ]);
  });

  it('is known to one that starts late before it serves', async () => {
    await change(one, 'a', { state: 'disabled' });
    await change(one, 'b', { weight: 0 });
    const late = await aSharingGateway(redis, backends);
    expect(late.state('a').state).toBe('disabled');
    expect(await members(late)).toEqual({ a: 1, b: 0, c: 1 });
  });

  it('holds at this one alone while there is no Redis, says so, and is passed on afterwards', async () => {
    await change(other, 'b', { weight: 5 });
    await eventually(async () => expect(await members(one)).toMatchObject({ b: 5 }));
    await redis.kill();
    expect(await change(one, 'a', { state: 'draining' })).toMatchObject({
      state: 'draining',
      localOnly: true,
    });
    expect(await members(other)).toEqual({ a: 1, b: 5, c: 1 });
    expect(new Set(await other.sequence(14))).toEqual(new Set(['a', 'b', 'c']));
    expect((await eventsOf(one)).map(({ kind }) => kind)).toContain('cluster.disconnected');
    // It comes back without anything: each of them tells it what it knows.
    await redis.run();
    await untilState('draining', 'a', one, other);
    await eventually(async () => expect(await statusOf(one, 'a')).toMatchObject({ localOnly: false }));
    expect((await eventsOf(one)).map(({ kind }) => kind)).toContain('cluster.reconnected');
    const late = await aSharingGateway(redis, backends);
    expect(await members(late)).toEqual({ a: 1, b: 5, c: 1 });
    expect(late.state('a').state).toBe('draining');
  });

  it('is obeyed, and all else told, while there are no sessions to be counted either', async () => {
    const stores = { stickySessions: redis.url, cluster: redis.url, redis: { timeout: `${LIMIT}ms` } };
    const gateway = await aSharingGateway(redis, backends, { stores });
    await redis.kill();
    expect(await statusOf(gateway, 'a')).toMatchObject({ ownedSessions: null });
    expect((await runCommand(gateway, ['drain', 'a'])).out).toBe(
      'main/a is draining; 0 in flight and an unknown number of sticky sessions left; at this gateway only, until Redis is reachable again',
    );
    expect(await runCommand(gateway, ['backends'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('draining'),
    });
  });

  it('gives way to what was said later elsewhere in the meantime', async () => {
    await redis.kill();
    await change(one, 'a', { weight: 3 });
    await change(other, 'a', { weight: 8 });
    await redis.run();
    for (const gateway of [one, other])
      await eventually(async () => expect(await members(gateway)).toMatchObject({ a: 8 }));
  });

  it('outlives an emptied Redis', async () => {
    await change(one, 'a', { state: 'draining' });
    await untilState('draining', 'a', other);
    await redis.command('FLUSHALL');
    await eventually(async () =>
      expect(await redis.command('HEXISTS', 'load-distributer:operators', 'main/a')).toBe(1),
    );
    expect([one.state('a').state, other.state('a').state]).toEqual(['draining', 'draining']);
  });

  it('passes over what is not theirs in Redis', async () => {
    await redis.command('HSET', 'load-distributer:operators', 'main/b', 'nonsense', 'x', '1 a {}');
    await change(one, 'a', { weight: 4 });
    await eventually(async () => expect(await members(other)).toEqual({ a: 4, b: 1, c: 1 }));
  });
});
