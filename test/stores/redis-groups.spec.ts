import { slotOf } from '../../apps/gateway/src/platform/redis/key-slot';
import { describeWithRedis } from '../support/describe-with-redis';
import { eventually, LONG_TEST_MS } from '../support/eventually';
import { Items } from '../support/items';
import { freePorts } from '../support/processes';
import { RedisNodes } from '../support/redis-nodes';
import { RedisSentinels } from '../support/redis-sentinels';
import { closedAfterTest } from '../support/closing';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { Certificates } from '../upstream/support/certificates';

const ALLOWED = '+get +set +del +eval +evalsha +scan +ping +client +hello +time +sadd +smembers +pexpire';
const USER = ['ACL', 'SETUSER', 'gateway', 'on', '>s3:cret@', '~load-distributer:*', '-@all'];

function onStore(stickySessions: object, redis: object = {}): Promise<TestGateway> {
  const stores = { stickySessions, redis: { timeout: '2s', ...redis } };
  return aGateway({ backends: ['a', 'b', 'c'], sections: { stores } });
}

const create = (gateway: TestGateway, id: number) =>
  gateway.fetch(`/items/?item_id=${id}`, { method: 'POST', body: 'item' });

describeWithRedis('sticky sessions in a Redis Cluster', () => {
  it(
    'are found while their slot moves to another node, and afterwards',
    async () => {
      const nodes = await RedisNodes.start();
      const gateway = await onStore(nodes.place);
      ['a', 'b', 'c'].forEach((name) => Items.of(gateway.backend(name)));
      const key = (id: number) => `load-distributer:session:items/main/${id}`;
      const [from, to] = nodes.primaries;
      const id = Array.from({ length: 100 }, (_, at) => at).find((at) => slotOf(key(at)) < 5_000)!;
      const slot = String(slotOf(key(id)));
      const { text } = await create(gateway, id);
      const [source, target] = await Promise.all(
        [from, to].map((node) => node.command<string>('CLUSTER', 'MYID')),
      );
      await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', source);
      await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', target);
      await from.command('MIGRATE', '127.0.0.1', String(to.port), key(id), '0', '5000');
      const owner = `item on ${text.at(-1)}`;
      const calls = await to.command<string>('INFO', 'commandstats');
      expect((await gateway.fetch(`/items/${id}`)).text).toBe(owner);
      expect(calls).not.toContain('cmdstat_asking');
      expect(await to.command('INFO', 'commandstats')).toContain('cmdstat_asking');
      for (const node of [to, from]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', target);
      expect((await gateway.fetch(`/items/${id}`, { method: 'DELETE' })).status).toBe(200);
      expect(await to.command('EXISTS', key(id))).toBe(0);
      expect((await create(gateway, id)).status).toBe(201);
      await eventually(async () => expect(await to.command('EXISTS', key(id))).toBe(1));
    },
    LONG_TEST_MS,
  );

  it(
    'are reached with TLS, and as the user that the configuration names',
    async () => {
      const certificates = closedAfterTest(new Certificates());
      const { cert, key } = certificates.sign('localhost', 'IP:127.0.0.1');
      const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', certificates.ca];
      const nodes = await RedisNodes.start(async () => {
        const [port] = await freePorts(1);
        const inside = ['--tls-cluster', 'yes', '--tls-replication', 'yes', '--tls-auth-clients', 'no'];
        return ['--tls-port', String(port), ...files, ...inside];
      });
      for (const node of nodes.primaries)
        await node.command(...USER, ...ALLOWED.split(' '), '+cluster|nodes', '+asking');
      const [port] = await nodes.primaries[0]
        .command<string[]>('CONFIG', 'GET', 'tls-port')
        .then(Object.values);
      const place = { cluster: [`rediss://127.0.0.1:${port}`], username: 'gateway', password: 's3:cret@' };
      const gateway = await onStore(place, { ca: certificates.ca });
      ['a', 'b', 'c'].forEach((name) => Items.of(gateway.backend(name)));
      for (let id = 0; id < 10; id++) expect((await create(gateway, id)).status).toBe(201);
      const { stores } = JSON.parse((await gateway.admin('/api/stores')).text) as {
        stores: { store: string; troubles: object[] }[];
      };
      expect(stores).toHaveLength(4);
      expect(stores.flatMap(({ troubles }) => troubles)).toEqual([]);
      const sizes = await Promise.all(nodes.primaries.map((node) => node.command<number>('DBSIZE')));
      expect(sizes.filter((size) => size > 0)).toHaveLength(3);
    },
    LONG_TEST_MS,
  );
});

describeWithRedis('sticky sessions at a primary that Sentinels watch', () => {
  it(
    'are reached as the user that the configuration names',
    async () => {
      const servers = await RedisSentinels.start();
      await servers.primary.command(...USER, ...ALLOWED.split(' '));
      const gateway = await onStore({ ...servers.place, username: 'gateway', password: 's3:cret@' });
      Items.of(gateway.backend('a'));
      expect((await create(gateway, 1)).status).toBe(201);
      expect(await servers.primary.command('EXISTS', 'load-distributer:session:items/main/1')).toBe(1);
      expect((await gateway.admin('/api/stores')).text).toContain(`127.0.0.1:${servers.primary.port}`);
    },
    LONG_TEST_MS,
  );
});
