import { Injectable, type OnModuleInit } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { METRICS } from '../../platform/metrics/catalogue';
import { type MetricDefinition } from '../../platform/metrics/metric-definition';
import { Metrics, type Sample } from '../../platform/metrics/metrics';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { ownerOf } from '../metrics-owner';
import { type ReportedMetrics } from '../topics';
import { serialize, MetricAggregator } from './metric-aggregator';
import { WorkerFleet } from './worker-fleet';
import { WorkerLinks, type WorkerObserver } from './worker-links';
import { type WorkerProcess } from './worker-process';
import { WorkerReports } from './worker-reports';

/** Time limit for fetching current metrics from the workers. */
const METRICS_TIMEOUT_MS = 2_000;

/**
 * Adds up the metrics of the workers. The reported counts of a worker that has ended stay in the sums: a
 * counter that falls would look like a restart.
 */
@Injectable()
export class WorkerMetrics implements WorkerObserver, OnModuleInit {
  private readonly latest = new Map<WorkerProcess, ReportedMetrics>();
  /** Of workers that are gone, by the name of the metric. */
  private readonly gone = new Map<string, MetricAggregator>();

  constructor(
    private readonly links: WorkerLinks,
    private readonly fleet: WorkerFleet,
    private readonly reports: WorkerReports,
    private readonly metrics: Metrics,
    private readonly registry: PoolTable,
    private readonly configurator: GatewayConfigurator,
  ) {}

  onModuleInit(): void {
    const { metrics, fleet, reports } = this;
    this.links.observe(this);
    metrics.merging = (definition, own) => this.merge(definition, own);
    metrics.read(METRICS.workers, () => [{ labels: [], value: fleet.serving.length }]);
    metrics.read(METRICS.workerRestarts, () => [{ labels: [], value: fleet.replaced }]);
    metrics.read(METRICS.workerCpu, () =>
      reports.all.map(([{ place }, { cpu }]) => ({ labels: [String(place)], value: cpu })),
    );
    metrics.read(METRICS.workerMemory, () =>
      reports.all.map(([{ place }, { memory }]) => ({ labels: [String(place)], value: memory })),
    );
  }

  /** Resolves when the metrics are those of this moment. */
  async refresh(): Promise<void> {
    for (const [worker, reported] of await this.links.askAll('metrics', undefined, METRICS_TIMEOUT_MS))
      if (!(reported instanceof Error) && worker.link.isOpen) this.latest.set(worker, reported);
  }

  workerGone(worker: WorkerProcess): void {
    const reported = worker.exitReport?.metrics ?? this.latest.get(worker) ?? [];
    this.latest.delete(worker);
    for (const definition of Object.values(METRICS)) {
      if (definition.type === 'gauge') continue;
      const sums = this.gone.get(definition.name) ?? new MetricAggregator();
      for (const sample of samplesIn(reported, definition)) sums.add(sample);
      sums.keep((labels) => this.isPresent(definition, labels));
      this.gone.set(definition.name, sums);
    }
  }

  private merge(definition: MetricDefinition, own: Sample[]): Sample[] {
    const owner = ownerOf(definition);
    if (owner === 'primary') return own;
    const sums = new MetricAggregator();
    if (owner === 'all') for (const sample of own) sums.add(serialize(sample));
    for (const sample of this.gone.get(definition.name)?.all ?? []) sums.add(serialize(sample));
    for (const reported of this.latest.values())
      for (const sample of samplesIn(reported, definition)) sums.add(sample);
    return sums.all;
  }

  /** True if what the labels name is still there. */
  private isPresent({ labels }: MetricDefinition, values: readonly string[]): boolean {
    const of = (label: string): string | undefined => values[labels.indexOf(label)] || undefined;
    const [route, rule, pool, backend] = ['route', 'rule', 'pool', 'backend'].map(of);
    const { routes, affinity } = this.configurator.running;
    if (route !== undefined && !routes.some(({ name }) => name === route)) return false;
    if (rule !== undefined && !affinity.some(({ name }) => name === rule)) return false;
    if (pool === undefined) return true;
    const known = this.registry.find(pool);
    return known !== undefined && (backend === undefined || known.find(backend) !== undefined);
  }
}

function samplesIn(reported: ReportedMetrics, { name }: MetricDefinition) {
  return reported.find(([own]) => own === name)?.[1] ?? [];
}
