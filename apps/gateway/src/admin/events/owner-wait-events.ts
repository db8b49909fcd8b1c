import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { EventLog } from './event-log';

const SECOND_MS = 1_000;

/** The extent of one wait: requests at most, and the longest of them in milliseconds. */
interface Wait {
  requests: number;
  longest: number;
}

/** Reports as events that requests wait for a backend, and that none does any longer. It looks once a second. */
@Injectable()
export class OwnerWaitEvents implements OnModuleInit, OnModuleDestroy {
  private readonly waits = new Map<Backend, Wait>();
  private timer: Timer | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly pools: PoolTable,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = this.clock.every(SECOND_MS, () => this.look());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  private look(): void {
    const seen = new Set<Backend>();
    for (const { name, backends } of this.pools.all) {
      for (const backend of backends) {
        seen.add(backend);
        this.lookAt(name, backend);
      }
    }
    for (const backend of this.waits.keys()) if (!seen.has(backend)) this.waits.delete(backend);
  }

  private lookAt(pool: string, backend: Backend): void {
    const { id, waiting, waitingSince } = backend;
    const known = this.waits.get(backend);
    if (waiting === 0 && known === undefined) return;
    if (waiting === 0) {
      this.waits.delete(backend);
      const { requests, longest } = known!;
      const message = `No request waits for ${pool}/${id} any longer. At most ${requests} did, the longest for ${(longest / 1000).toFixed(1)} s`;
      return this.log.append({ kind: 'owner.waited', message, pool, backend: id });
    }
    const longest = this.clock.now() - waitingSince;
    if (known !== undefined) {
      known.requests = Math.max(known.requests, waiting);
      known.longest = Math.max(known.longest, longest);
      return;
    }
    this.waits.set(backend, { requests: waiting, longest });
    const count = waiting === 1 ? '1 request waits' : `${waiting} requests wait`;
    this.log.append({ kind: 'owner.waiting', message: `${count} for ${pool}/${id}`, pool, backend: id });
  }
}
