import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { LatencyHistogram } from '../../admin/stats/latency-histogram';
import { Traffic } from '../../admin/stats/traffic';
import { Clock, type Timer } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { type BackendCounts, type WorkerFigures } from '../topics';
import { WorkerLinks, type WorkerObserver } from './worker-links';
import { type WorkerProcess } from './worker-process';

const SECOND_MS = 1_000;
/** Operators wait so long for the figures of this moment; then those of a second ago will do. */
const FIGURES_TIMEOUT_MS = 500;
/** A worker that has not answered for so long hangs. */
const HANGS_MS = 20_000;

/** The latest reports of one worker. */
class Known {
  readonly counts = new Map<Backend, BackendCounts>();
  /** Since when it has not answered. */
  silentSince: number | undefined;
}

/** Adds up the requests of the workers to each backend, and their outcomes, into the figures for operators. */
@Injectable()
export class WorkerReports implements WorkerObserver, OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger('Workers');
  private readonly known = new Map<WorkerProcess, Known>();
  private timer: Timer | undefined;

  constructor(
    private readonly links: WorkerLinks,
    private readonly registry: PoolTable,
    private readonly traffic: Traffic,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.links.observe(this);
    this.timer = this.clock.every(SECOND_MS, () => void this.refresh());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  /** The latest figures of the workers. */
  get all(): (readonly [WorkerProcess, WorkerFigures])[] {
    return [...this.known.keys()].flatMap((worker) =>
      worker.figures ? [[worker, worker.figures] as const] : [],
    );
  }

  /** Resolves when the figures are those of this moment. */
  async refresh(): Promise<void> {
    for (const [worker, figures] of await this.links.askAll('figures', undefined, FIGURES_TIMEOUT_MS)) {
      if (figures instanceof Error) this.noteSilence(worker);
      else if (worker.link.isOpen) this.note(worker, figures);
    }
  }

  /** Its requests in flight are gone, and its counts stay. */
  workerGone(worker: WorkerProcess): void {
    if (worker.exitReport !== undefined) this.note(worker, worker.exitReport.figures);
    this.known.delete(worker);
    this.sumInFlight();
  }

  private note(worker: WorkerProcess, figures: WorkerFigures): void {
    const known = this.of(worker);
    known.silentSince = undefined;
    worker.figures = figures;
    const gone = new Set(known.counts.keys());
    for (const counts of figures.backends) {
      const backend = this.registry.find(counts.pool)?.find(counts.id);
      if (backend?.url !== counts.url) continue;
      this.add(backend, counts, known.counts.get(backend));
      known.counts.set(backend, counts);
      gone.delete(backend);
    }
    for (const backend of gone) known.counts.delete(backend);
    this.sumInFlight();
  }

  private add(backend: Backend, now: BackendCounts, before?: BackendCounts): void {
    const figures = this.traffic.of(backend);
    backend.requests += now.requests - (before?.requests ?? 0);
    backend.failures += now.failures - (before?.failures ?? 0);
    figures.serverErrors += now.serverErrors - (before?.serverErrors ?? 0);
    const latency = new LatencyHistogram();
    latency.addCounts(now.latencies);
    latency.addCounts((before?.latencies ?? []).map((value, at) => (at % 2 === 0 ? value : -value)));
    figures.latency.addAll(latency);
  }

  private sumInFlight(): void {
    const now = this.clock.now();
    for (const { backends } of this.registry.all)
      for (const backend of backends) Object.assign(backend, { inFlight: 0, waiting: 0, waitingSince: now });
    for (const { counts } of this.known.values())
      for (const [backend, { inFlight, waiting, longestWait }] of counts) {
        backend.inFlight += inFlight;
        backend.waiting += waiting;
        backend.waitingSince = Math.min(backend.waitingSince, now - longestWait);
      }
  }

  private noteSilence(worker: WorkerProcess): void {
    if (!worker.isServing || worker.isStopping) return;
    const now = this.clock.now();
    const known = this.of(worker);
    known.silentSince ??= now;
    if (now - known.silentSince < HANGS_MS) return;
    this.logger.error(`Worker ${worker.pid} hangs: it has not responded for ${HANGS_MS / 1000} s.`);
    worker.kill();
  }

  private of(worker: WorkerProcess): Known {
    let known = this.known.get(worker);
    if (known === undefined) this.known.set(worker, (known = new Known()));
    return known;
  }
}
