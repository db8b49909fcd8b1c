import { RestartResult } from '@app/contracts';
import { ConflictException, HttpCode, Optional, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { AdminController } from './admin.controller';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';
import { WorkerProcesses } from './worker-processes';

/** Starts the workers again. */
@AdminController('restart', 'config')
export class RestartController {
  constructor(@Optional() private readonly workers?: WorkerProcesses) {}

  /**
   * Replaces the workers one by one: each exits when its replacement listens. Settings of the listener that a reload
   * cannot change apply afterwards.
   *
   * @throws ConflictException if there are no workers, or a new one cannot be started.
   */
  @Post()
  @HttpCode(200)
  @Audited()
  @ApiOkResponse({ type: RestartResult })
  @ApiProblem(
    409,
    'The gateway is a single process, or a new worker cannot start; the other workers continue to serve.',
  )
  async restart(): Promise<RestartResult> {
    if (this.workers === undefined)
      throw new ConflictException('The gateway is a single process without workers; an upgrade restarts it.');
    try {
      return { workers: await this.workers.restart() };
    } catch (error) {
      throw new ConflictException(`A new worker cannot start: ${(error as Error).message}`);
    }
  }
}
