import { BackendAddress, MoveReport } from '@app/contracts';
import { ConflictException, Get, HttpCode, Inject, NotFoundException, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { Clock } from '../platform/clock';
import { type Backend } from '../data-plane/upstream/backend';
import { type Pool } from '../data-plane/upstream/pool';
import { MoveJobs } from '../runtime/hand-off/move-jobs';
import { AdminController } from './admin.controller';
import { PoolMembershipService } from './pool-membership';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';
import { Checked } from './requests/checked.decorator';
import { moveFigures } from './stats/move-figures';

/** Moves all that a backend owns to the other backends of its pool. */
@AdminController('pools/:pool/backends/:id/move', 'backends')
@ApiParam({ name: 'pool', example: 'main' })
@ApiParam({ name: 'id', example: '127.0.0.1:8000' })
@ApiProblem(404, 'There is no such pool, or no such backend.')
export class MovesController {
  constructor(
    private readonly members: PoolMembershipService,
    private readonly jobs: MoveJobs,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** How far the last move has come. */
  @Get()
  @ApiOkResponse({ type: MoveReport })
  find(@Checked({ path: BackendAddress }) { path }: { path: BackendAddress }): MoveReport {
    const { backend } = this.members.backend(path.pool, path.id);
    return this.report(backend);
  }

  /** Drains the backend and begins to move what it owns; continues a move that runs. The response comes at once. */
  @Post()
  @HttpCode(202)
  @Audited()
  @ApiAcceptedResponse({ type: MoveReport })
  @ApiProblem(409, 'The pool has no `handOff`, or the backend is the only one.')
  begin(@Checked({ path: BackendAddress }) { path }: { path: BackendAddress }): MoveReport {
    const { pool, backend } = this.members.backend(path.pool, path.id);
    checkMove(pool, backend);
    if (backend.mode === 'enabled')
      this.members.setMode(pool, backend, 'draining', 'an operator moves its resources');
    this.jobs.begin(pool, backend);
    return this.report(backend);
  }

  private report(backend: Backend): MoveReport {
    const progress = this.jobs.of(backend);
    if (progress === undefined) throw new NotFoundException('Nothing of this backend has been moved.');
    const figures = moveFigures(progress, this.clock.now());
    const { running, moved, seconds } = figures;
    const ownedSessions = progress.owned ?? null;
    const secondsLeft =
      !running || moved === 0 || ownedSessions === null
        ? null
        : Math.round((ownedSessions * seconds * 10) / moved) / 10;
    return { id: backend.id, ownedSessions, secondsLeft, ...figures };
  }
}

function checkMove({ name, handOff, available }: Pool, backend: Backend): void {
  if (handOff === undefined)
    throw new ConflictException(
      `Pool ${name} has no handOff, so its backends cannot pass resources on. Set pools.${name}.handOff.`,
    );
  if (available.every((other) => other === backend))
    throw new ConflictException(`Pool ${name} has no other available backend.`);
}
