import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock';
import { ErrorGuard } from '../error.guard';
import { Observers } from '../observers';
import { Random } from '../random';
import { ClusterReader } from './cluster-reader';
import { type RedisAccess, type RedisHealth } from './redis-access';
import { RedisCluster } from './redis-cluster';
import { RedisConnection } from './redis-connection';
import { type RedisGroup } from './redis-group';
import { RedisMembers } from './redis-members';
import { memberUrl, type RedisPlace, type RedisServers, type RedisSettings, shownUrl } from './redis-place';
import { type RedisPorts } from './redis-ports';
import { RedisTroubles, type StoreTrouble, type TroubleObserver } from './redis-troubles';
import { SentinelRedis } from './sentinel-redis';
import { SentinelWatch } from './sentinel-watch';

/** Who wants to know what goes wrong with the stores, and when it is over. */
export interface StoreObserver {
  storeTroubled(store: string, trouble: StoreTrouble): void;
  /** @param how in words: `answers again`. */
  storeRecovered(store: string, trouble: StoreTrouble, how: string): void;
}

/** The connections of this gateway, one for each place, however much is kept there. */
@Injectable()
export class RedisConnections implements OnApplicationShutdown {
  private readonly places = new Map<string, RedisAccess>();
  private readonly observers: Observers<StoreObserver>;
  private readonly ports: RedisPorts;

  constructor(@Inject(Clock) clock: Clock, @Inject(Random) random: Random, guard: ErrorGuard) {
    this.observers = new Observers(guard);
    this.ports = { clock, random, guard };
  }

  /** The first to ask for a place decides how it is used. */
  to(place: RedisPlace, settings: RedisSettings): RedisAccess {
    const key = JSON.stringify(place);
    let access = this.places.get(key);
    if (access === undefined) {
      access = typeof place === 'string' ? this.connect(place, settings) : this.group(place, settings);
      this.places.set(key, access);
    }
    return access;
  }

  observe(observer: StoreObserver): void {
    this.observers.add(observer);
  }

  /** All servers and groups of servers, by their names: two that differ in nothing else but name and password count once. */
  get all(): ReadonlyMap<string, RedisHealth> {
    return new Map(
      [...this.places].flatMap(([key, access]): [string, RedisHealth][] => {
        const place = JSON.parse(key) as RedisPlace;
        if (typeof place === 'string') return [[shownUrl(place), access as RedisConnection]];
        const { members } = access as RedisGroup;
        const servers = [...members.all].map(([url, each]): [string, RedisHealth] => [shownUrl(url), each]);
        return [[groupName(place), access as RedisGroup], ...servers];
      }),
    );
  }

  onApplicationShutdown(): void {
    for (const access of this.places.values()) access.close();
  }

  private connect(url: string, { timeout, ...own }: RedisSettings, isClusterNode = false): RedisConnection {
    const address = { ...own, url, isClusterNode };
    return new RedisConnection(address, timeout, this.ports, this.reportTo(shownUrl(url)));
  }

  private group(servers: RedisServers, settings: RedisSettings): RedisGroup {
    const { name, sentinels, cluster } = servers;
    const group = groupName(servers);
    const { ports } = this;
    const sample = (sentinels ?? cluster)![0];
    const urlOf = (address: string) => memberUrl(servers, sample, address);
    const make = (url: string) => this.connect(url, settings, cluster !== undefined);
    const address = { ...settings, url: `redis://${group}` };
    const troubles = new RedisTroubles(address, ports.clock, this.reportTo(group), group);
    const parts = { ports, troubles, members: new RedisMembers(make, ports.guard) };
    const { prefix, timeout, ca } = settings;
    if (cluster === undefined) {
      const addresses = sentinels!.map((url) => ({ url, ca, prefix }));
      return new SentinelRedis(parts, name!, new SentinelWatch(addresses, name!, ports), urlOf);
    }
    const seeds = cluster.map((url) => ({ url: urlOf(new URL(url).host), ca, prefix }));
    return new RedisCluster(parts, { reader: new ClusterReader(seeds, ports), urlOf, prefix, timeout });
  }

  private reportTo(store: string): TroubleObserver {
    return {
      troubled: (trouble) => this.observers.tell((each) => each.storeTroubled(store, trouble)),
      recovered: (trouble, how) => this.observers.tell((each) => each.storeRecovered(store, trouble, how)),
    };
  }
}

/** The name of a group in logs and metrics. */
function groupName({ name, cluster }: RedisServers): string {
  return cluster === undefined ? `sentinel:${name}` : `cluster:${new URL(cluster[0]).host}`;
}
