import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../gateway-configurator';
import { Discovery } from '../../control-plane/discovery/discovery';
import { type MaybePromise } from '../../platform/maybe-promise';
import {
  MemoryRateLimitStore,
  type RateCount,
} from '../../data-plane/admission/rate-limiting/memory-rate-limit.store';
import { RateLimitStore } from '../../data-plane/admission/rate-limiting/rate-limit.store';
import { TransferableStickySessionStore } from '../../data-plane/affinity/stores/handover/transferable-sticky-session.store';
import {
  importLastSessions,
  importSessions,
  type LastSessions,
} from '../../data-plane/affinity/stores/handover/inherited-sessions';
import { type SessionRow } from '../../data-plane/affinity/stores/handover/session-row';
import { inBatches } from '../../platform/batches';
import { execute, type RemoteStoreCall } from '../../data-plane/affinity/stores/handover/remote-store-call';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { RegisteredBackends } from '../../control-plane/self-registration/registered-backends';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { OperatorOverrides } from '../../data-plane/upstream/operator-overrides';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type BackendSnapshot, type HandoverState } from './handover-state';

const NO_SESSIONS: LastSessions = { rows: [], completeTables: [] };
/** Counts of one message. Other work runs between two messages. */
const BATCH = 1_000;
const REASON = 'state of the old process';

/** Exports and imports the state that a process has learned about its backends, and the overrides. */
@Injectable()
export class StateTransfer {
  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly registry: PoolTable,
    private readonly states: BackendStates,
    private readonly store: StickySessionStore,
    private readonly discovery: Discovery,
    private readonly announced: RegisteredBackends,
    private readonly rates: RateLimitStore,
  ) {}

  /** @param tell resolves when what is counted for rate limits is remembered. */
  async sendRates(tell: (counts: readonly RateCount[]) => Promise<unknown>): Promise<void> {
    if (!(this.rates instanceof MemoryRateLimitStore)) return;
    for (const counts of inBatches(this.rates.counts(), BATCH)) await tell(counts);
  }

  importRates(counts: readonly RateCount[]): void {
    if (this.rates instanceof MemoryRateLimitStore) this.rates.inherit(counts);
  }

  /**
   * Sends the sticky sessions, and then returns all other state. From then on, requests wait for the owner of
   * their key, until `delegateTo` or `cancelHandover`.
   *
   * @param tell resolves when the other process has stored the sessions.
   * @throws errors of `tell`.
   */
  async export(
    tell: (rows: readonly SessionRow[]) => Promise<unknown>,
  ): Promise<Omit<HandoverState, 'addresses'>> {
    const sessions = await this.transferable?.export(tell);
    const { running, changes } = this.configurator;
    return {
      sessions,
      pools: running.pools.map(({ name, backends }) => ({ name, backends })),
      overrides: [...changes.overrides.values()],
      discovered: this.discovery.finds,
      leases: this.announced.estate,
      backends: this.registry.all.flatMap((pool) =>
        pool.backends.map((backend) => snapshotOf(pool, backend)),
      ),
    };
  }

  /** Puts in force what another process has left. The configuration of this one counts where it says something new. */
  import(estate: Omit<HandoverState, 'addresses'>): void {
    const { transferable: heritable } = this;
    if (heritable !== undefined) importLastSessions(heritable.own, estate.sessions ?? NO_SESSIONS);
    this.discovery.inherit(estate.discovered);
    this.announced.inherit(estate.leases);
    this.importOverrides(estate);
    for (const own of estate.backends) {
      const pool = this.registry.find(own.pool);
      const backend = pool?.find(own.id);
      if (pool !== undefined && backend?.url === own.url) this.restore(pool, backend, own);
    }
  }

  private importOverrides({ pools, overrides: words }: Pick<HandoverState, 'pools' | 'overrides'>): void {
    const { running, changes } = this.configurator;
    const kept = new OperatorOverrides(words).carriedOver(pools, running.pools);
    // With Redis, this process has already read the cluster's overrides, which may be newer.
    const unknown = [...kept.overrides].flatMap(([backend, word]) =>
      changes.overrides.has(backend) ? [] : word,
    );
    if (unknown.length > 0)
      this.configurator.change(new OperatorOverrides([...changes.overrides.values(), ...unknown]));
  }

  /** The other process has taken over; it is asked from now on. */
  delegateTo(ask: (call: RemoteStoreCall) => Promise<unknown>): void {
    this.transferable?.delegateTo(ask);
  }

  /** No process has taken over. */
  cancelHandover(): void {
    this.transferable?.cancelHandover();
  }

  importSessions(rows: readonly SessionRow[]): void {
    if (this.transferable !== undefined) importSessions(this.transferable.own, rows);
  }

  /** Does what a request wants that is still in flight in another process. */
  execute(call: RemoteStoreCall): MaybePromise<unknown> {
    return execute(this.store, call);
  }

  /** The sessions, where they are in this process; undefined where another store has them. */
  private get transferable(): TransferableStickySessionStore | undefined {
    return this.store instanceof TransferableStickySessionStore ? this.store : undefined;
  }

  private restore(pool: Pool, backend: Backend, { health, selfDraining, reason }: BackendSnapshot): void {
    const { running } = this.configurator;
    const isProbed = running.pools.find(({ name }) => name === pool.name)!.health.enabled;
    // A probe of this process has found a newer result.
    if (!isProbed || backend.health !== 'unknown') return;
    if (health !== 'unknown') this.states.setHealth(pool, backend, health, reason ?? REASON);
    if (selfDraining) this.states.setSelfDraining(pool, backend, true, reason ?? REASON);
  }
}

function snapshotOf({ name }: Pool, backend: Backend): BackendSnapshot {
  const { id, url, health, selfDraining, lastChange } = backend;
  return { pool: name, id, url, health, selfDraining, reason: lastChange?.reason };
}
