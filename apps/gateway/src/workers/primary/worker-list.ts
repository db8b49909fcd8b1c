import { type GatewayState, type WorkerList, type WorkerStatus } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import { WorkerProcesses } from '../../admin/worker-processes';
import { RollingRestart } from './rolling-restart';
import { WorkerFleet } from './worker-fleet';
import { WorkerLinks } from './worker-links';
import { type WorkerProcess } from './worker-process';

/** The workers, as operators see them. */
@Injectable()
export class FleetList extends WorkerProcesses {
  constructor(
    private readonly links: WorkerLinks,
    private readonly fleet: WorkerFleet,
    private readonly rolling: RollingRestart,
  ) {
    super();
  }

  list(): WorkerList {
    const inOrder = [...this.links.all].sort((one, other) => one.place - other.place);
    return { wanted: this.fleet.size, workers: inOrder.map(statusOf) };
  }

  restart(): Promise<readonly number[]> {
    return this.rolling.restart();
  }
}

function statusOf(worker: WorkerProcess): WorkerStatus {
  const { place, pid, startedAt, figures } = worker;
  return {
    ...{ place, pid, state: stateOf(worker) },
    startedAt: new Date(startedAt).toISOString(),
    cpuSeconds: figures?.cpu ?? null,
    residentBytes: figures?.memory ?? null,
    inFlight: figures?.backends.reduce((sum, { inFlight }) => sum + inFlight, 0) ?? null,
  };
}

function stateOf({ isServing, isStopping }: WorkerProcess): GatewayState {
  if (isStopping) return 'stopping';
  return isServing ? 'serving' : 'starting';
}
