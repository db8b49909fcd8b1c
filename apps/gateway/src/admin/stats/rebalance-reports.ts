import { type RebalanceReport, type RebalanceShare } from '@app/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { moveFigures } from './move-figures';
import { type Pool } from '../../data-plane/upstream/pool';
import { type RebalancePart } from '../../runtime/hand-off/rebalance-plan';
import { Rebalancer } from '../../runtime/hand-off/rebalancer';
import { ScaleUpWatch } from '../../runtime/hand-off/scale-up-watch';

/** Tells operators what a round moves, and how far it has come. */
@Injectable()
export class RebalanceReports {
  constructor(
    private readonly rebalancer: Rebalancer,
    private readonly scaleUps: ScaleUpWatch,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** While a round runs, its own plan is reported: nothing is counted again. */
  async of(pool: Pool): Promise<RebalanceReport> {
    const round = this.rebalancer.of(pool);
    const isRunning = round?.progress.isOver === false;
    const { sessions, above, moves, gives, takes } = isRunning
      ? round.plan
      : await this.rebalancer.plan(pool);
    return {
      pool: pool.name,
      sessions,
      above,
      moves,
      gives: gives.map(shareOf),
      takes: takes.map(shareOf),
      automatic: this.scaleUps.continues(pool),
      interval: pool.rebalance.interval / 1_000,
      round:
        round === undefined
          ? null
          : { planned: round.plan.moves, ...moveFigures(round.progress, this.clock.now()) },
    };
  }
}

function shareOf({ id, owned, target, moves }: RebalancePart): RebalanceShare {
  return { id, ownedSessions: owned, share: target, moves };
}
