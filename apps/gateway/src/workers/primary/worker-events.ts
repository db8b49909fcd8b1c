import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventLog } from '../../admin/events/event-log';
import { SessionMoves } from '../../admin/events/session-moves';
import { type FleetObserver, WorkerFleet } from './worker-fleet';
import { WorkerLinks } from './worker-links';
import { type WorkerProcess } from './worker-process';

/** Tells operators what happens to the workers, and what they tell. */
@Injectable()
export class WorkerEvents implements FleetObserver, OnModuleInit {
  constructor(
    private readonly fleet: WorkerFleet,
    private readonly links: WorkerLinks,
    private readonly log: EventLog,
    private readonly moves: SessionMoves,
  ) {}

  onModuleInit(): void {
    this.fleet.observe(this);
    this.links.on('moved', (_, move) => this.moves.note(move));
  }

  workerStarted({ pid }: WorkerProcess): void {
    this.log.append({ kind: 'worker.started', message: `Worker ${pid} serves requests` });
  }

  workerLost(message: string): void {
    this.log.append({ kind: 'worker.exited', message });
  }
}
