import {
  BackendAddress,
  BackendChange,
  BackendList,
  BackendStatus,
  DrainReport,
  NewBackend,
  PoolAddress,
} from '@app/contracts';
import { Delete, Get, Patch, Post, UnprocessableEntityException } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { OverrideSync } from '../cluster/overrides/override-sync';
import { AdminController } from './admin.controller';
import { DrainReports } from './stats/drain-reports';
import { PoolStatuses } from './stats/pool-statuses';
import { PoolMembershipService } from './pool-membership';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';
import { Checked } from './requests/checked.decorator';

/** The backends of a pool: their states, and the overrides of operators. */
@AdminController('pools/:pool/backends', 'backends')
@ApiParam({ name: 'pool', example: 'main' })
@ApiProblem(404, 'There is no such pool, or no such backend.')
export class BackendsController {
  constructor(
    private readonly statuses: PoolStatuses,
    private readonly members: PoolMembershipService,
    private readonly drains: DrainReports,
    private readonly shared: OverrideSync,
  ) {}

  /** The backends of a pool with their figures. */
  @Get()
  @ApiOkResponse({ type: BackendList })
  async list(@Checked({ path: PoolAddress }) { path }: { path: PoolAddress }): Promise<BackendList> {
    const { backends } = await this.statuses.ofPool(this.members.pool(path.pool));
    return { backends };
  }

  /** Adds a backend, which takes its turns at once; it stays until it is removed or the last gateway that knows of it ends. */
  @Post()
  @Audited()
  @ApiCreatedResponse({ type: BackendStatus })
  @ApiProblem(409, 'The pool has a backend with this id or address.')
  async add(
    @Checked({ path: PoolAddress, body: NewBackend }) { path, body }: { path: PoolAddress; body: NewBackend },
  ): Promise<BackendStatus> {
    const { pool, backend } = await this.members.add(path.pool, body);
    await this.shared.settled();
    return this.statuses.ofBackend(pool, backend);
  }

  /** One backend with its figures. */
  @Get(':id')
  @ApiParam({ name: 'id', example: '127.0.0.1:8000' })
  @ApiOkResponse({ type: BackendStatus })
  find(@Checked({ path: BackendAddress }) { path }: { path: BackendAddress }): Promise<BackendStatus> {
    const { pool, backend } = this.members.backend(path.pool, path.id);
    return this.statuses.ofBackend(pool, backend);
  }

  /** Reports the requests and sessions that a backend must finish before it can be stopped. */
  @Get(':id/drain')
  @ApiParam({ name: 'id', example: '127.0.0.1:8000' })
  @ApiOkResponse({ type: DrainReport })
  drain(@Checked({ path: BackendAddress }) { path }: { path: BackendAddress }): Promise<DrainReport> {
    return this.drains.of(this.members.backend(path.pool, path.id).backend);
  }

  /** Changes the weight, or drains, disables or enables the backend; one that drains itself continues with that. */
  @Patch(':id')
  @Audited()
  @ApiParam({ name: 'id', example: '127.0.0.1:8000' })
  @ApiOkResponse({ type: BackendStatus })
  async change(
    @Checked({ path: BackendAddress, body: BackendChange })
    { path, body }: { path: BackendAddress; body: BackendChange },
  ): Promise<BackendStatus> {
    const { pool, backend } = this.members.backend(path.pool, path.id);
    const weight = body.weight ?? undefined;
    const state = body.state ?? undefined;
    if (weight === undefined && state === undefined)
      throw new UnprocessableEntityException('Name the change: weight, state, or both.');
    // It is the one that can fail, so nothing is half done.
    if (weight !== undefined && weight !== backend.weight) this.members.reweight(pool, backend, weight);
    if (state !== undefined)
      this.members.setMode(pool, backend, state, body.reason ?? `an operator has set it to ${state}`);
    await this.shared.settled();
    return this.statuses.ofBackend(pool, backend);
  }

  /** Takes a backend off: what it has in flight ends in peace, what it owns cannot be reached until it is back. */
  @Delete(':id')
  @Audited()
  @ApiParam({ name: 'id', example: '127.0.0.1:8000' })
  @ApiOkResponse({ type: BackendStatus, description: 'The backend before the change.' })
  async remove(
    @Checked({ path: BackendAddress }) { path }: { path: BackendAddress },
  ): Promise<BackendStatus> {
    const { pool, backend } = this.members.backend(path.pool, path.id);
    const last = await this.statuses.ofBackend(pool, backend);
    this.members.remove(pool, backend);
    await this.shared.settled();
    return { ...last, localOnly: this.shared.isLocalOnly(pool.name, backend.id) };
  }
}
