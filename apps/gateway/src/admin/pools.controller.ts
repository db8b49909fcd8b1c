import { PoolAddress, PoolList, PoolStatus } from '@app/contracts';
import { Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { Clock } from '../platform/clock';
import { AdminController } from './admin.controller';
import { PoolStatuses } from './stats/pool-statuses';
import { PoolMembershipService } from './pool-membership';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Checked } from './requests/checked.decorator';

/** How the pools are. */
@AdminController('pools')
export class PoolsController {
  constructor(
    private readonly statuses: PoolStatuses,
    private readonly members: PoolMembershipService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** All pools with their backends and figures. */
  @Get()
  @ApiOkResponse({ type: PoolList })
  async list(): Promise<PoolList> {
    return { at: new Date(this.clock.wallTime()).toISOString(), pools: await this.statuses.all() };
  }

  /** One pool with its backends and figures. */
  @Get(':pool')
  @ApiParam({ name: 'pool', example: 'main' })
  @ApiOkResponse({ type: PoolStatus })
  @ApiProblem(404, 'There is no such pool.')
  find(@Checked({ path: PoolAddress }) { path }: { path: PoolAddress }): Promise<PoolStatus> {
    return this.statuses.ofPool(this.members.pool(path.pool));
  }
}
