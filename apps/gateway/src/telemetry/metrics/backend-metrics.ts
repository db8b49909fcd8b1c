import { Injectable } from '@nestjs/common';
import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { METRICS } from '../../platform/metrics/catalogue';
import { Histogram } from '../../platform/metrics/histogram';
import { Metrics, type Sample } from '../../platform/metrics/metrics';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver, ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';
import { type AttemptObserver, AttemptOutcomes } from '../../data-plane/upstream/attempt-outcomes';
import { type Backend } from '../../data-plane/upstream/backend';
import { type StateChange } from '../../data-plane/upstream/backend-state';
import { BackendStates, type StateObserver } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { UpstreamClient } from '../../data-plane/upstream/upstream-client';

/** The counts of one backend, in addition to its own. */
class BackendSeries {
  readonly firstByte = new Histogram();
  readonly whole = new Histogram();
  /** By the code of what was wrong. */
  readonly failures = new Map<string, number>();
  /** By the kind of their cause. */
  readonly causes = new Map<string, number>();
  /** By the state it came into. */
  readonly changes = new Map<string, number>();
}

type Reader = (pool: Pool, backend: Backend) => Iterable<Sample>;

/** Metrics of the backends. The counts of a removed backend disappear with it. */
@Injectable()
export class BackendMetrics implements AttemptObserver, StateObserver, ExchangeObserver {
  private readonly series = new WeakMap<Backend, BackendSeries>();

  constructor(
    private readonly exchanges: ExchangeLifecycle,
    private readonly attempts: AttemptOutcomes,
    private readonly states: BackendStates,
    private readonly registry: PoolTable,
    private readonly client: UpstreamClient,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it counts. */
  begin(): void {
    const one = (pool: Pool, backend: Backend, value: number | Histogram) => [
      { labels: [pool.name, backend.id], value },
    ];
    this.read(METRICS.attempts, (pool, backend) => one(pool, backend, backend.requests));
    this.read(METRICS.backendRequestsInFlight, (pool, backend) => one(pool, backend, backend.inFlight));
    this.read(METRICS.backendAvailable, (pool, backend) => one(pool, backend, backend.isAvailable ? 1 : 0));
    this.read(METRICS.backendState, (pool, backend) => [
      { labels: [pool.name, backend.id, backend.state], value: 1 },
    ]);
    this.read(METRICS.timeToFirstByte, (pool, backend) => one(pool, backend, this.of(backend).firstByte));
    this.read(METRICS.upstreamDuration, (pool, backend) => one(pool, backend, this.of(backend).whole));
    this.read(METRICS.attemptFailures, (pool, backend) => byKey(pool, backend, this.of(backend).failures));
    this.read(METRICS.upstreamFailures, (pool, backend) => byKey(pool, backend, this.of(backend).causes));
    this.read(METRICS.stateChanges, (pool, backend) => byKey(pool, backend, this.of(backend).changes));
    this.read(METRICS.ejections, (pool, backend) => one(pool, backend, backend.ejections));
    this.read(METRICS.probes, (pool, backend) => probes(pool, backend));
    this.read(METRICS.upstreamQueued, (pool, backend) =>
      one(pool, backend, this.client.connectionsTo(backend)?.waitingRequests ?? 0),
    );
    this.read(METRICS.upstreamConnections, (pool, backend) => this.connections(pool, backend));
    this.exchanges.observe(this);
    this.attempts.observe(this);
    this.states.observe(this);
  }

  responded(_pool: Pool, backend: Backend, _status: number, milliseconds: number): void {
    this.of(backend).firstByte.observe(milliseconds / 1000);
  }

  failed(_pool: Pool, backend: Backend, error: ProxyError): void {
    const { failures, causes } = this.of(backend);
    increment(failures, error.code);
    if (error.failureCause !== undefined) increment(causes, error.failureCause.kind);
  }

  stateChanged(_pool: Pool, backend: Backend, { to }: StateChange): void {
    increment(this.of(backend).changes, to);
  }

  begun(): void {
    // Nothing is known of its backend yet.
  }

  ended({ attempts }: Exchange): void {
    const { respondedBy, respondedAt, sentAt } = attempts;
    if (respondedBy === undefined || respondedAt === 0) return;
    this.of(respondedBy).whole.observe((respondedAt - sentAt) / 1000);
  }

  private of(backend: Backend): BackendSeries {
    let series = this.series.get(backend);
    if (series === undefined) this.series.set(backend, (series = new BackendSeries()));
    return series;
  }

  private connections(pool: Pool, backend: Backend): Sample[] {
    const connections = this.client.connectionsTo(backend);
    const [open, idle] = [connections?.openConnections ?? 0, connections?.idleConnections ?? 0];
    return [
      { labels: [pool.name, backend.id, 'busy'], value: open - idle },
      { labels: [pool.name, backend.id, 'idle'], value: idle },
    ];
  }

  /** Reads a metric of every backend that is there. */
  private read(metric: (typeof METRICS)[keyof typeof METRICS], reader: Reader): void {
    this.metrics.read(metric, () =>
      this.registry.all.flatMap((pool) => pool.backends.flatMap((backend) => [...reader(pool, backend)])),
    );
  }
}

function* byKey(pool: Pool, backend: Backend, counts: ReadonlyMap<string, number>): Generator<Sample> {
  for (const [key, value] of counts) yield { labels: [pool.name, backend.id, key], value };
}

/** Nothing of backends that are not probed. */
function* probes(pool: Pool, backend: Backend): Generator<Sample> {
  for (const [result, value] of Object.entries(backend.probes))
    if (value > 0) yield { labels: [pool.name, backend.id, result], value };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
