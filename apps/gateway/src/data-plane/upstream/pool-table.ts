import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { Backend, type BackendSettings } from './backend';
import { type ConnectionSettings } from './connections/connection-settings';
import { readTls, type UpstreamTlsSettings } from './connections/upstream-tls';
import {
  type HandOffSettings,
  MANUAL_REBALANCE,
  Pool,
  type RebalanceSettings,
  type RetrySettings,
} from './pool';
import { ResourceHolds } from './resource-holds';
import { RetryBudget } from './retry-budget';
import { OwnerQueue, type OwnerQueueSettings } from './owner-queue';
import { type QueueSettings, PendingQueue } from './pending-queue';
import { UnprovenLeavers } from './unproven-leavers';
import { UpstreamClient } from './upstream-client';

/** Settings of one pool. */
export interface PoolSettings extends Omit<ConnectionSettings, 'tls'> {
  readonly name: string;
  readonly backends: readonly BackendSettings[];
  readonly retry: RetrySettings;
  /** The share of the regular backends below which all of them are used; see `Pool.isPanicking`. */
  readonly panicThreshold: number;
  readonly queue: QueueSettings;
  readonly ownerQueue: OwnerQueueSettings;
  /** See `Pool.handOff`. */
  readonly handOff?: HandOffSettings | undefined;
  /** If omitted, `MANUAL_REBALANCE`. */
  readonly rebalance?: RebalanceSettings | undefined;
  /** See `Pool.hedge`. */
  readonly hedge?: boolean;
  readonly health: { readonly enabled: boolean; readonly mandatory: boolean };
  readonly tls?: UpstreamTlsSettings | undefined;
}

/** Who wants to know which backends come and go. Called once the pools are what the settings say. */
export interface MemberObserver {
  backendAdded(pool: Pool, backend: Backend): void;
  backendRemoved(pool: Pool, backend: Backend): void;
}

/** Knows which pools and backends exist. */
@Injectable()
export class PoolTable {
  private pools = new Map<string, Pool>();
  private readonly observers: Observers<MemberObserver>;
  private readonly leavers = new UnprovenLeavers();

  constructor(
    private readonly client: UpstreamClient,
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
  }

  get all(): readonly Pool[] {
    return [...this.pools.values()];
  }

  observe(observer: MemberObserver): void {
    this.observers.add(observer);
  }

  find(name: string): Pool | undefined {
    return this.pools.get(name);
  }

  /**
   * Makes the pools what the settings say. A backend that was there before, by pool, id and address, stays the same
   * object with its connections and its counts; one that is gone finishes what it has in flight.
   *
   * @throws when a certificate cannot be read; nothing has changed then.
   */
  apply(settings: readonly PoolSettings[]): void {
    const connections = settings.map(connectionSettings);
    const before = this.members();
    const pools = new Map<string, Pool>();
    for (const [at, wanted] of settings.entries()) {
      const pool = this.pools.get(wanted.name) ?? this.emptyPool(wanted);
      pool.retry = wanted.retry;
      pool.panicThreshold = wanted.panicThreshold;
      pool.hedge = wanted.hedge ?? false;
      pool.handOff = wanted.handOff;
      pool.rebalance = wanted.rebalance ?? MANUAL_REBALANCE;
      if (wanted.handOff !== undefined) {
        pool.resources ??= new ResourceHolds(wanted.ownerQueue.size);
        pool.resources.size = wanted.ownerQueue.size;
      }
      pool.queue ??= new PendingQueue(this.client.deadlines, wanted.queue);
      pool.queue.settings = wanted.queue;
      pool.ownerQueue ??= new OwnerQueue(this.clock, wanted.ownerQueue, (id) => pool.find(id));
      pool.ownerQueue.settings = wanted.ownerQueue;
      pool.retryBudget.share = wanted.retry.budget;
      this.applyBackends(pool, wanted, connections[at]);
      pools.set(wanted.name, pool);
    }
    for (const [name, pool] of this.pools) {
      if (!pools.has(name)) for (const backend of pool.backends) this.retire(name, backend);
    }
    this.pools = pools;
    this.tellChanges(before, this.members());
  }

  private members(): Map<Backend, Pool> {
    return new Map(this.all.flatMap((pool) => pool.backends.map((backend) => [backend, pool] as const)));
  }

  private tellChanges(before: ReadonlyMap<Backend, Pool>, after: ReadonlyMap<Backend, Pool>): void {
    if (this.observers.size === 0) return;
    const added = [...after].filter(([backend]) => !before.has(backend));
    const removed = [...before].filter(([backend]) => !after.has(backend));
    this.observers.tell((observer) => {
      for (const [backend, pool] of removed) observer.backendRemoved(pool, backend);
      for (const [backend, pool] of added) observer.backendAdded(pool, backend);
    });
  }

  private emptyPool({ name, retry }: PoolSettings): Pool {
    return new Pool(name, retry, new RetryBudget(this.clock, retry.budget));
  }

  private applyBackends(pool: Pool, wanted: PoolSettings, settings: ConnectionSettings): void {
    const before = new Set(pool.backends);
    const { enabled, mandatory } = wanted.health;
    const backends = wanted.backends.map((own) => {
      const known = pool.find(own.id);
      const backend = known?.url === own.url ? known : new Backend(own);
      before.delete(backend);
      backend.weight = own.weight;
      backend.maxInFlight = own.maxInFlight;
      backend.backup = own.backup;
      backend.needsProof = enabled && (mandatory || this.leavers.includes(pool.name, backend));
      this.client.configure(backend, settings);
      return backend;
    });
    pool.setBackends(backends);
    for (const backend of before) this.retire(pool.name, backend);
  }

  private retire(pool: string, backend: Backend): void {
    this.leavers.note(pool, backend);
    this.client.retire(backend);
  }
}

function connectionSettings({ connections, timeouts, tls }: PoolSettings): ConnectionSettings {
  return { connections, timeouts, tls: tls === undefined ? undefined : readTls(tls) };
}
