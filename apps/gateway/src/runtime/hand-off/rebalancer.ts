import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { type Pool } from '../../data-plane/upstream/pool';
import { OwnedSessionReader } from './owned-session-reader';
import { planRebalance, type RebalancePlan } from './rebalance-plan';
import { RebalanceRound, takesPart } from './rebalance-round';
import { ResourceMover } from './resource-mover';

/** Keys of one pool that are remembered because their owners keep them. */
const MAX_REFUSED = 10_000;

/** Moves sessions to backends that own less than their share, one round at a time in each pool. */
@Injectable()
export class Rebalancer implements OnModuleDestroy {
  private readonly rounds = new WeakMap<Pool, RebalanceRound>();
  /** Rounds that are planned or run. */
  private readonly running = new Map<Pool, Promise<RebalanceRound | undefined>>();
  /** Keys that are skipped, so that the next sessions get their turn. */
  private readonly refused = new WeakMap<Pool, Set<string>>();

  private isOver = false;

  constructor(
    private readonly sessions: OwnedSessionReader,
    private readonly mover: ResourceMover,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** The present or last round. */
  of(pool: Pool): RebalanceRound | undefined {
    return this.rounds.get(pool);
  }

  /** The next round. Rejects if the store is not available. */
  async plan(pool: Pool): Promise<RebalancePlan> {
    const counts = await this.sessions.counts(pool.name);
    const backends = pool.backends.filter(takesPart);
    const owned = backends.map(({ id, weight }) => ({ id, weight, sessions: counts.get(id) ?? 0 }));
    return planRebalance(owned, pool.rebalance.maxRatio);
  }

  /**
   * Begins a round, or joins the one that runs. Rejects if the store is not available.
   *
   * @returns the round as soon as its plan is made; undefined if all is level.
   */
  begin(pool: Pool): Promise<RebalanceRound | undefined> {
    const running = this.running.get(pool);
    if (running !== undefined) return running;
    const beginning = this.start(pool);
    this.running.set(pool, beginning);
    return beginning;
  }

  onModuleDestroy(): void {
    this.isOver = true;
    for (const pool of this.running.keys()) this.rounds.get(pool)?.stop('the gateway stops');
  }

  private async start(pool: Pool): Promise<RebalanceRound | undefined> {
    let round: RebalanceRound | undefined;
    try {
      const plan = await this.plan(pool);
      if (plan.moves > 0 && !this.isOver) round = new RebalanceRound(pool, plan, this.clock.now());
    } finally {
      if (round === undefined) this.running.delete(pool);
    }
    if (round === undefined) return undefined;
    this.rounds.set(pool, round);
    void this.run(pool, round);
    return round;
  }

  private async run(pool: Pool, round: RebalanceRound): Promise<void> {
    const { plan } = round;
    try {
      const refused = this.refused.get(pool) ?? new Set<string>();
      this.refused.set(pool, refused);
      const sizes = new Map(plan.gives.map(({ id, moves }) => [id, moves]));
      const found = await this.sessions.leastRecentlyUsed(pool.name, sizes, refused);
      // Their owners may give them now.
      if (found.length < plan.moves || refused.size >= MAX_REFUSED) refused.clear();
      await round.run(found, this.mover, (key) => refused.add(key));
    } catch (error) {
      round.stop(error instanceof Error ? error.message : String(error));
    }
    this.running.delete(pool);
    round.end(this.clock.now());
  }
}
