import { Logger } from '@nestjs/common';
import { eventually } from '../support/eventually';
import { closedAfterTest } from '../support/closing';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aRedisStore, type OpenStore } from './support/redis.store';
import { MovingAddress } from './support/moving-address';
import { EVERYTHING, type Refusing, WRITES } from './support/refusing-redis';

const UNAVAILABLE = { code: 'store_unavailable' };

describeWithRedis('a Redis that answers and refuses', () => {
  let redis: RedisServer;
  let open: OpenStore;
  let lines: string[];

  afterEach(() => jest.restoreAllMocks());

  async function openStore(): Promise<void> {
    open = await aRedisStore(redis.url);
    lines = [];
    for (const level of ['log', 'warn'] as const)
      jest
        .spyOn(Logger.prototype, level)
        .mockImplementation((...said: unknown[]) => void lines.push(String(said[0])));
  }

  const kinds = () => open.connection.troubles.all.map(({ kind }) => kind);

  /** Creates, as many as a gateway might in a moment, all of which are refused. */
  async function creates(times: number): Promise<void> {
    for (let id = 0; id < times; id++)
      await expect(open.store.claim(`items/main/new-${id}`, 'a')).rejects.toMatchObject(UNAVAILABLE);
  }

  async function isOver({ end }: Refusing): Promise<void> {
    await end(redis);
    await eventually(() => expect(kinds()).toEqual([]));
    expect((await open.store.claim('items/main/after', 'a')).won).toBe(true);
  }

  describe.each(WRITES)('changes with $kind', (way) => {
    it('is read, is told of once, and takes changes again as soon as it does', async () => {
      redis = closedAfterTest(await RedisServer.start());
      await openStore();
      await open.store.claim('items/main/1', 'a', 'create');
      await way.begin(redis);
      await creates(20);
      expect(kinds()).toEqual([way.kind]);
      expect(open.store.isReachable).toBe(true);
      expect(await open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
      // As long as it lasts, it is the same trouble.
      await eventually(async () => {
        await creates(5);
        expect(open.connection.troubles.all[0].since).toBeLessThan(Date.now() - 1_500);
      });
      expect(lines).toEqual([expect.stringMatching(`refuses writes: ${way.kind} `)]);
      await isOver(way);
      expect(lines.slice(1)).toEqual([expect.stringContaining('accepts writes again')]);
    });

    it('is noticed without any request, at the start', async () => {
      redis = closedAfterTest(await RedisServer.start());
      await way.begin(redis);
      await openStore();
      expect(open.store.isReachable).toBe(true);
      await eventually(() => expect(kinds()).toEqual([way.kind]));
      await isOver(way);
    });
  });

  describe.each(EVERYTHING)('everything with $kind', (way) => {
    it('is not asked while it does, is told of once, and is asked again as soon as it answers', async () => {
      redis = closedAfterTest(await RedisServer.start(...(way.settings ?? [])));
      await openStore();
      await open.store.claim('items/main/1', 'a', 'create');
      await way.begin(redis);
      await eventually(async () => {
        await creates(1);
        expect(kinds()).toEqual([way.kind]);
      });
      expect(open.store.isReachable).toBe(false);
      const { calls } = open.connection;
      await creates(20);
      expect(open.connection.calls).toBe(calls);
      expect(lines.filter((line) => line.includes(way.kind))).toHaveLength(1);
      await isOver(way);
    });
  });

  it('says which command allows what its user may not do, and that command does', async () => {
    redis = closedAfterTest(await RedisServer.start());
    await openStore();
    await redis.command(
      'ACL',
      'SETUSER',
      'default',
      'resetkeys',
      '-@all',
      '+client',
      '+hello',
      '+ping',
      '+acl',
    );
    await creates(2);
    expect(kinds()).toEqual(['NOPERM']);
    const [, command] = /^Allow it: (.*)$/.exec(open.connection.troubles.all[0].advice!)!;
    await redis.command(...command.split(' '));
    await eventually(async () => {
      await open.store.claim('items/main/1', 'a');
      expect(kinds()).toEqual([]);
    });
    expect(await open.store.find('items/main/1')).toMatchObject({ backendId: 'a' });
    expect((await open.store.list(undefined, {})).items).toHaveLength(1);
  });

  it('holds nothing else up because of one key that others have written', async () => {
    redis = closedAfterTest(await RedisServer.start());
    await openStore();
    await redis.command('HSET', 'test:session:items/main/odd', 'a', 'b');
    for (let times = 0; times < 10; times++)
      await expect(open.store.find('items/main/odd')).rejects.toMatchObject(UNAVAILABLE);
    expect(kinds()).toEqual(['WRONGTYPE']);
    expect((await open.store.claim('items/main/1', 'a')).won).toBe(true);
    expect(lines).toHaveLength(1);
  });

  it('is called a node of Redis Cluster when it is one', async () => {
    redis = closedAfterTest(await RedisServer.start('--cluster-enabled', 'yes'));
    await openStore();
    await creates(1);
    expect(open.connection.troubles.all[0]).toMatchObject({ kind: 'CLUSTERDOWN' });
    expect(open.connection.troubles.all[0].advice).toContain('Redis Cluster');
  });

  it('is called a node of Redis Cluster when other nodes have some of the keys', async () => {
    redis = closedAfterTest(await RedisServer.start('--cluster-enabled', 'yes'));
    const other = closedAfterTest(await RedisServer.start('--cluster-enabled', 'yes'));
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
    await other.command('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
    await redis.meet(other);
    await eventually(async () =>
      expect(await redis.command('CLUSTER', 'INFO')).toContain('cluster_state:ok'),
    );
    await openStore();
    const claims = Array.from({ length: 20 }, (_, id) => open.store.claim(`items/main/${id}`, 'a'));
    const outcomes = await Promise.allSettled(claims);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
    const trouble = open.connection.troubles.all.find(({ kind }) => kind === 'MOVED');
    expect(trouble?.advice).toContain('Redis Cluster');
    expect(open.store.isReachable).toBe(true);
  });

  it('is left for the server that takes changes when their address leads there', async () => {
    redis = closedAfterTest(await RedisServer.start());
    const next = closedAfterTest(await RedisServer.start());
    const address = closedAfterTest(await MovingAddress.to(redis.port));
    open = await aRedisStore(`redis://127.0.0.1:${address.port}`);
    await open.store.claim('items/main/1', 'a', 'create');
    await redis.command('REPLICAOF', '127.0.0.1', String(next.port));
    address.leadsTo(next.port);
    await eventually(async () => expect((await open.store.claim('items/main/2', 'b')).won).toBe(true));
    expect(await next.command('EXISTS', 'test:session:items/main/2')).toBe(1);
    // The near-cache has sessions of the server that was left.
    await next.command('DEL', 'test:session:items/main/1');
    await eventually(async () => expect(await open.store.find('items/main/1')).toBeUndefined());
    await eventually(() => expect(kinds()).toEqual([]));
    await eventually(() => expect(address.connections).toBe(1));
  });
});
