import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../gateway-configurator';
import { Discovery } from '../../control-plane/discovery/discovery';
import { type MaybePromise } from '../../platform/maybe-promise';
import { MemoryRateLimitStore, type RateCount } from '../../data-plane/admission/rate-limiting/memory-rate-limit.store';
import { RateLimitStore } from '../../data-plane/admission/rate-limiting/rate-limit.store';
import { HeritableStickySessionStore } from '../../data-plane/affinity/stores/handover/transferable-sticky-session.store';
import {
  inheritLastSessions,
  inheritSessions,
  type LastSessions,
} from '../../data-plane/affinity/stores/handover/inherited-sessions';
import { type SessionRow } from '../../data-plane/affinity/stores/handover/session-row';
import { inPortions } from '../../platform/batches';
import { perform, type StoreCall } from '../../data-plane/affinity/stores/handover/remote-store-call';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { BackendRegistry } from '../../control-plane/self-registration/backend-registry';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { OperatorChanges } from '../../data-plane/upstream/operator-overrides';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolRegistry } from '../../data-plane/upstream/pool-table';
import { type BackendEstate, type Estate } from './handover-state';

const NO_SESSIONS: LastSessions = { rows: [], completeRules: [] };
/** Counts that are told together; others have their turn in between. */
const PORTION = 1_000;
const REASON = 'the process before this one knew it so';

/** Knows what a process has learned of its backends, and what operators have told it of them. */
@Injectable()
export class EstateKeeper {
  constructor(
    private readonly configurator: GatewayConfigurator,
    private readonly registry: PoolRegistry,
    private readonly states: BackendStates,
    private readonly store: StickySessionStore,
    private readonly discovery: Discovery,
    private readonly announced: BackendRegistry,
    private readonly rates: RateLimitStore,
  ) {}

  /** @param tell resolves when what is counted for rate limits is remembered. */
  async tellRates(tell: (counts: readonly RateCount[]) => Promise<unknown>): Promise<void> {
    if (!(this.rates instanceof MemoryRateLimitStore)) return;
    for (const counts of inPortions(this.rates.counts(), PORTION)) await tell(counts);
  }

  inheritRates(counts: readonly RateCount[]): void {
    if (this.rates instanceof MemoryRateLimitStore) this.rates.inherit(counts);
  }

  /**
   * Tells the sticky sessions, and then answers all else that there is to leave. From then on requests wait to be told who
   * owns what, until `follow` or `goOn`.
   *
   * @param tell resolves when the sessions are remembered.
   * @throws what `tell` throws.
   */
  async bequeath(
    tell: (rows: readonly SessionRow[]) => Promise<unknown>,
  ): Promise<Omit<Estate, 'addresses'>> {
    const sessions = await this.heritable?.bequeath(tell);
    const { running, changes } = this.configurator;
    return {
      sessions,
      pools: running.pools.map(({ name, backends }) => ({ name, backends })),
      words: [...changes.words.values()],
      finds: this.discovery.finds,
      leases: this.announced.estate,
      backends: this.registry.all.flatMap((pool) => pool.backends.map((backend) => estateOf(pool, backend))),
    };
  }

  /** Puts in force what another process has left. The configuration of this one counts where it says something new. */
  takeOver(estate: Omit<Estate, 'addresses'>): void {
    const { heritable } = this;
    if (heritable !== undefined) inheritLastSessions(heritable.own, estate.sessions ?? NO_SESSIONS);
    this.discovery.inherit(estate.finds);
    this.announced.inherit(estate.leases);
    this.keepWords(estate);
    for (const own of estate.backends) {
      const pool = this.registry.find(own.pool);
      const backend = pool?.find(own.id);
      if (pool !== undefined && backend?.url === own.url) this.restore(pool, backend, own);
    }
  }

  private keepWords({ pools, words }: Pick<Estate, 'pools' | 'words'>): void {
    const { running, changes } = this.configurator;
    const kept = new OperatorChanges(words).carriedOver(pools, running.pools);
    // What gateways share with one another has been learned from there, and may be newer.
    const unknown = [...kept.words].flatMap(([backend, word]) => (changes.words.has(backend) ? [] : word));
    if (unknown.length > 0)
      this.configurator.change(new OperatorChanges([...changes.words.values(), ...unknown]));
  }

  /** The other process has taken over; it is asked from now on. */
  follow(ask: (call: StoreCall) => Promise<unknown>): void {
    this.heritable?.follow(ask);
  }

  /** Nobody has taken over. */
  goOn(): void {
    this.heritable?.goOn();
  }

  inheritSessions(rows: readonly SessionRow[]): void {
    if (this.heritable !== undefined) inheritSessions(this.heritable.own, rows);
  }

  /** Does what a request wants that is still in flight in another process. */
  perform(call: StoreCall): MaybePromise<unknown> {
    return perform(this.store, call);
  }

  /** The sessions, where they are in this process; undefined where another store has them. */
  private get heritable(): HeritableStickySessionStore | undefined {
    return this.store instanceof HeritableStickySessionStore ? this.store : undefined;
  }

  private restore(pool: Pool, backend: Backend, { health, drainsItself, reason }: BackendEstate): void {
    const { running } = this.configurator;
    const isProbed = running.pools.find(({ name }) => name === pool.name)!.health.enabled;
    // What a probe of this process has found by now is newer.
    if (!isProbed || backend.health !== 'unknown') return;
    if (health !== 'unknown') this.states.setHealth(pool, backend, health, reason ?? REASON);
    if (drainsItself) this.states.setDrainsItself(pool, backend, true, reason ?? REASON);
  }
}

function estateOf({ name }: Pool, backend: Backend): BackendEstate {
  const { id, url, health, drainsItself, lastChange } = backend;
  return { pool: name, id, url, health, drainsItself, reason: lastChange?.reason };
}
