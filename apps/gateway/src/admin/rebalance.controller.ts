import { PoolAddress, RebalanceReport } from '@app/contracts';
import { ConflictException, Get, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { type Pool } from '../data-plane/upstream/pool';
import { Rebalancer } from '../runtime/hand-off/rebalancer';
import { AdminController } from './admin.controller';
import { PoolMembershipService } from './pool-membership';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';
import { Checked } from './requests/checked.decorator';
import { RebalanceReports } from './stats/rebalance-reports';

/** Moves sessions from the backends that own more than their share to those that own less. */
@AdminController('pools/:pool/rebalance', 'pools')
@ApiParam({ name: 'pool', example: 'main' })
@ApiProblem(404, 'There is no such pool.')
export class RebalanceController {
  constructor(
    private readonly members: PoolMembershipService,
    private readonly rebalancer: Rebalancer,
    private readonly reports: RebalanceReports,
  ) {}

  /** The plan of the next round, and how far the last one has come. Nothing is moved. */
  @Get()
  @ApiOkResponse({ type: RebalanceReport })
  @ApiProblem(409, 'The pool has no `handOff`.')
  find(@Checked({ path: PoolAddress }) { path }: { path: PoolAddress }): Promise<RebalanceReport> {
    return this.reports.of(this.pool(path));
  }

  /** Begins a round; continues the one that runs. The response comes at once. */
  @Post()
  @HttpCode(202)
  @Audited()
  @ApiAcceptedResponse({ type: RebalanceReport })
  @ApiProblem(409, 'The pool has no `handOff`, or each backend owns its share.')
  async begin(@Checked({ path: PoolAddress }) { path }: { path: PoolAddress }): Promise<RebalanceReport> {
    const pool = this.pool(path);
    if ((await this.rebalancer.begin(pool)) === undefined)
      throw new ConflictException(
        `Nothing to move: each available backend of pool ${pool.name} owns its share of the sessions.`,
      );
    return this.reports.of(pool);
  }

  private pool({ pool: name }: PoolAddress): Pool {
    const pool = this.members.pool(name);
    if (pool.handOff !== undefined) return pool;
    throw new ConflictException(
      `Pool ${name} has no handOff, so its backends cannot pass resources on. Set pools.${name}.handOff.`,
    );
  }
}
