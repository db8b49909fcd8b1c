import { clusterMap, type ClusterMap, type Primary, primariesIn } from './cluster-nodes';
import { failureOf } from './redis-call';
import { type RedisConnection } from './redis-connection';
import { type RedisAddress, redisClient } from './redis-link';
import { type RedisPorts } from './redis-ports';
import { RedisUnavailableError } from './redis-unavailable.error';

const COMMAND = ['CLUSTER', 'NODES'];

/** How long a node of the configuration may take, in milliseconds. */
const ANSWER_MS = 1_000;

/** Asks the nodes of a cluster which of them has which slots. */
export class ClusterReader {
  constructor(
    /** The nodes of the configuration, which are asked if none of the others replies. */
    private readonly seeds: readonly RedisAddress[],
    private readonly ports: RedisPorts,
  ) {}

  /** @throws RedisUnavailableError by rejection. */
  async read(members: ReadonlyMap<string, RedisConnection>): Promise<ClusterMap> {
    // All of them: one that was cut off from the others still names the former primaries.
    const up = [...members].filter(([, { isUp }]) => isUp);
    const replies = await Promise.allSettled(up.map(([, member]) => member.call<string>(COMMAND)));
    const primaries = replies.flatMap((reply, at) =>
      reply.status === 'fulfilled' ? primariesIn(reply.value, hostOf(up[at][0])) : [],
    );
    return clusterMap(primaries.length > 0 ? primaries : await this.askSeeds());
  }

  private async askSeeds(): Promise<Primary[]> {
    let failure = new RedisUnavailableError('no node of the cluster has responded');
    for (const seed of this.seeds) {
      try {
        return primariesIn(await this.askSeed(seed), hostOf(seed.url));
      } catch (error) {
        failure = failureOf(error);
      }
    }
    throw failure;
  }

  private async askSeed(seed: RedisAddress): Promise<string> {
    const client = redisClient(seed, () => this.ports.random.fraction()).on('error', () => undefined);
    const tooLate = new Promise<never>(
      (_, reject) =>
        void this.ports.clock.after(ANSWER_MS, () =>
          reject(new RedisUnavailableError(`${hostOf(seed.url)} does not respond`)),
        ),
    );
    const asking = client.connect().then(() => client.sendCommand<string>(COMMAND));
    asking.catch(() => undefined);
    try {
      return await Promise.race([asking, tooLate]);
    } finally {
      client.destroy();
    }
  }
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}
