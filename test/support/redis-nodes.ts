import { closedAfterTest } from './closing';
import { eventually } from './eventually';
import { RedisServer } from './redis-server';

const PRIMARIES = 3;
const SLOTS = 16_384;

/** A Redis Cluster of three primaries with a replica each; all of them are gone after the test. */
export class RedisNodes {
  private constructor(
    readonly primaries: readonly RedisServer[],
    readonly replicas: readonly RedisServer[],
  ) {}

  /** @param settings of each node. */
  static async start(
    settings: () => Promise<readonly string[]> = () => Promise.resolve([]),
  ): Promise<RedisNodes> {
    const own = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1500'];
    const starting = Array.from({ length: 2 * PRIMARIES }, async () =>
      RedisServer.start(...own, ...(await settings())),
    );
    const nodes = (await Promise.all(starting)).map((node) => closedAfterTest(node));
    const [primaries, replicas] = [nodes.slice(0, PRIMARIES), nodes.slice(PRIMARIES)];
    for (const [at, node] of primaries.entries()) {
      const [first, end] = [at, at + 1].map((part) => Math.floor((part * SLOTS) / PRIMARIES));
      await node.command('CLUSTER', 'ADDSLOTSRANGE', String(first), String(end - 1));
      await node.command('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1));
    }
    for (const node of nodes.slice(1)) await nodes[0].meet(node);
    const cluster = new RedisNodes(primaries, replicas);
    for (const [at, replica] of replicas.entries()) {
      const id = await primaries[at].command<string>('CLUSTER', 'MYID');
      await eventually(async () => expect(await replica.command('CLUSTER', 'REPLICATE', id)).toBe('OK'));
    }
    for (const node of nodes)
      await eventually(async () => {
        expect(await node.command('CLUSTER', 'INFO')).toContain('cluster_state:ok');
        const lines = (await node.command<string>('CLUSTER', 'NODES')).trim().split('\n');
        expect(lines.filter((line) => line.includes('slave'))).toHaveLength(PRIMARIES);
      });
    for (const replica of replicas)
      await eventually(async () =>
        expect(await replica.command<string>('INFO', 'replication')).toContain('master_link_status:up'),
      );
    return cluster;
  }

  /** As a store of the configuration. The other nodes are found. */
  get place(): { cluster: string[] } {
    return { cluster: this.primaries.slice(0, 2).map(({ url }) => url) };
  }
}
