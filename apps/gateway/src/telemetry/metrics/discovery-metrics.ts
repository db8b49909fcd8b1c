import { Injectable } from '@nestjs/common';
import { Discovery } from '../../control-plane/discovery/discovery';
import { type SourceRefresher } from '../../control-plane/discovery/source-refresher';
import { METRICS } from '../../platform/metrics/catalogue';
import { type MetricDefinition } from '../../platform/metrics/metric-definition';
import { Metrics } from '../../platform/metrics/metrics';

/** How the sources of backends do. It is counted elsewhere; here it is read. */
@Injectable()
export class DiscoveryMetrics {
  constructor(
    private readonly discovery: Discovery,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it can be read. */
  begin(): void {
    this.read(METRICS.discoveryBackends, ({ backends }) => backends?.length ?? 0);
    this.read(METRICS.discoveryLastSuccess, ({ lastFoundAt }) => lastFoundAt / 1000);
    this.read(METRICS.discoveryFailures, ({ failures }) => failures);
    this.read(METRICS.discoveryUpdateSuspended, ({ isSuspended }) => (isSuspended ? 1 : 0));
  }

  private read(metric: MetricDefinition, valueOf: (source: SourceRefresher) => number): void {
    this.metrics.read(metric, () =>
      this.discovery.sources.map((own) => ({ labels: [own.pool, own.name], value: valueOf(own) })),
    );
  }
}
