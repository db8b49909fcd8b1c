import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { LatencyHistogram } from '../../admin/stats/latency-histogram';
import { Clock } from '../../platform/clock';
import { AttemptOutcomes, type AttemptObserver } from '../../data-plane/upstream/attempt-outcomes';
import { type Backend } from '../../data-plane/upstream/backend';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type BackendCounts, type WorkerFigures } from '../topics';

/** The counts of one backend, besides its own. */
class Counting {
  readonly latency = new LatencyHistogram();
  serverErrors = 0;
}

/** Counts for the operators, who ask the primary, how backends answer this worker. */
@Injectable()
export class BackendCounting implements AttemptObserver, OnModuleInit {
  private readonly byBackend = new WeakMap<Backend, Counting>();

  constructor(
    private readonly outcomes: AttemptOutcomes,
    private readonly registry: PoolTable,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.outcomes.observe(this);
  }

  responded(_pool: Pool, backend: Backend, status: number, milliseconds: number): void {
    const counting = this.of(backend);
    counting.latency.add(milliseconds);
    if (status >= 500) counting.serverErrors++;
  }

  failed(): void {
    // The backend itself counts its failures.
  }

  /** Everything up to now. */
  get figures(): WorkerFigures {
    const { user, system } = process.cpuUsage();
    const backends = this.registry.all.flatMap((pool) =>
      pool.backends
        .filter(({ requests, waiting }) => requests + waiting > 0)
        .map((backend) => this.countsOf(pool, backend)),
    );
    return { backends, cpu: (user + system) / 1e6, memory: process.memoryUsage.rss() };
  }

  private countsOf(pool: Pool, backend: Backend): BackendCounts {
    const { id, url, requests, failures, inFlight, waiting, waitingSince } = backend;
    const { serverErrors, latency } = this.of(backend);
    return {
      pool: pool.name,
      id,
      url,
      requests,
      failures,
      serverErrors,
      inFlight,
      waiting,
      longestWait: waiting === 0 ? 0 : this.clock.now() - waitingSince,
      latencies: latency.counts,
    };
  }

  private of(backend: Backend): Counting {
    let counting = this.byBackend.get(backend);
    if (counting === undefined) this.byBackend.set(backend, (counting = new Counting()));
    return counting;
  }
}
