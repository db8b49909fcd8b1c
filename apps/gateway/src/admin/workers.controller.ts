import { WorkerList } from '@app/contracts';
import { Get, Optional } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { LocalMember } from '../cluster/membership/local-member';
import { PoolTable } from '../data-plane/upstream/pool-table';
import { AdminController } from './admin.controller';
import { WorkerProcesses } from './worker-processes';

/** The processes that have the clients. */
@AdminController('workers')
export class WorkersController {
  constructor(
    private readonly own: LocalMember,
    private readonly registry: PoolTable,
    @Optional() private readonly workers?: WorkerProcesses,
  ) {}

  /** The workers and how they do; where one process does everything, that one. */
  @Get()
  @ApiOkResponse({ type: WorkerList })
  list(): WorkerList {
    return this.workers?.list() ?? this.alone();
  }

  private alone(): WorkerList {
    const { pid, state, startedAt } = this.own.now;
    const { user, system } = process.cpuUsage();
    const backends = this.registry.all.flatMap((pool) => pool.backends);
    const self = {
      ...{ place: 0, pid, state, startedAt },
      cpuSeconds: (user + system) / 1e6,
      residentBytes: process.memoryUsage.rss(),
      inFlight: backends.reduce((sum, { inFlight }) => sum + inFlight, 0),
    };
    return { wanted: 1, workers: [self] };
  }
}
