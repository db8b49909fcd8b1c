import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates, type StateObserver } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';
import { type MemberObserver, PoolTable } from '../../data-plane/upstream/pool-table';
import { takesPart } from './rebalance-round';
import { Rebalancer } from './rebalancer';

/** Rounds that bring the pool no nearer to its level, after which the rest stays. */
const IDLE_ROUNDS = 3;

/** The rounds after a scale-up of one pool. */
interface Rounds {
  /** Fewest sessions above the shares that a plan had. */
  least: number;
  /** Rounds since then. */
  idle: number;
  timer: Timer | undefined;
}

/** Where a pool says `rebalance.when: added`: begins rounds when a backend was added, until all is level. */
@Injectable()
export class ScaleUpWatch implements MemberObserver, StateObserver, OnModuleDestroy {
  private readonly logger = new Logger('Rebalance');
  private readonly rounds = new Map<Pool, Rounds>();
  /** Backends that were added together, by pool. */
  private readonly added = new Map<Pool, Set<Backend>>();
  /** Added backends that cannot take anything yet. */
  private readonly awaited = new Set<Backend>();
  private isOver = false;

  constructor(
    private readonly rebalancer: Rebalancer,
    @Inject(Clock) private readonly clock: Clock,
    private readonly pools: PoolTable,
    states: BackendStates,
  ) {
    pools.observe(this);
    states.observe(this);
  }

  /** True if rounds follow by themselves. */
  continues(pool: Pool): boolean {
    return this.rounds.has(pool);
  }

  backendAdded(pool: Pool, backend: Backend): void {
    const known = this.added.get(pool);
    if (known !== undefined) return void known.add(backend);
    const added = new Set([backend]);
    this.added.set(pool, added);
    // The backends of one change come one by one.
    queueMicrotask(() => {
      this.added.delete(pool);
      this.scaledUp(pool, added);
    });
  }

  backendRemoved(_pool: Pool, backend: Backend): void {
    this.awaited.delete(backend);
  }

  stateChanged(pool: Pool, backend: Backend): void {
    if (this.awaited.has(backend) && takesPart(backend)) this.isReady(pool, backend);
  }

  onModuleDestroy(): void {
    this.isOver = true;
    for (const { timer } of this.rounds.values()) timer?.cancel();
    this.rounds.clear();
  }

  private scaledUp(pool: Pool, added: ReadonlySet<Backend>): void {
    // The first backends of a pool, above all at the start of the gateway, are no scale-up.
    if (!this.isAutomatic(pool) || pool.backends.every((backend) => added.has(backend))) return;
    for (const backend of added) {
      if (pool.find(backend.id) !== backend) continue;
      this.awaited.add(backend);
      if (takesPart(backend)) this.isReady(pool, backend);
    }
  }

  private isReady(pool: Pool, backend: Backend): void {
    this.awaited.delete(backend);
    const rounds = this.rounds.get(pool);
    if (rounds !== undefined) {
      rounds.least = Infinity;
      return;
    }
    const begun: Rounds = { least: Infinity, idle: 0, timer: undefined };
    this.rounds.set(pool, begun);
    this.logger.log(`Pool ${pool.name}: sessions move to ${backend.id}, which was added.`);
    void this.next(pool, begun);
  }

  private async next(pool: Pool, rounds: Rounds): Promise<void> {
    if (!this.isAutomatic(pool)) return void this.rounds.delete(pool);
    const isLevel = await this.round(pool, rounds);
    if (this.isOver) return;
    if (isLevel || rounds.idle >= IDLE_ROUNDS) {
      this.rounds.delete(pool);
      this.logger.log(
        `Pool ${pool.name}: ${isLevel ? 'all backends own their share' : `${rounds.least} sessions above the shares of their backends stay`}.`,
      );
      return;
    }
    rounds.timer = this.clock.after(pool.rebalance.interval, () => void this.next(pool, rounds));
  }

  /** True if there is nothing to move. Never rejects. */
  private async round(pool: Pool, rounds: Rounds): Promise<boolean> {
    try {
      const round = await this.rebalancer.begin(pool);
      if (round === undefined) return true;
      const isNearer = round.plan.above < rounds.least;
      rounds.idle = isNearer ? 0 : rounds.idle + 1;
      if (isNearer) rounds.least = round.plan.above;
      await round.ended;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`Pool ${pool.name}: no round of rebalancing: ${reason}`);
      // A store that is not reachable is no reason to give up.
    }
    return false;
  }

  private isAutomatic(pool: Pool): boolean {
    const { handOff, rebalance, name } = pool;
    return handOff !== undefined && rebalance.when === 'added' && this.pools.find(name) === pool;
  }
}
