import { Injectable } from '@nestjs/common';
import { METRICS } from '../../ports/metrics/catalogue';
import { Metrics } from '../../ports/metrics/metrics';
import { LoadShedding } from '../../upstream/load.shedding';
import { PoolRegistry } from '../../upstream/pool.registry';

/** What is more than the pools, or the gateway itself, can take. It is counted elsewhere; here it is read. */
@Injectable()
export class OverloadMetrics {
  constructor(
    private readonly registry: PoolRegistry,
    private readonly shedding: LoadShedding,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it can be read. */
  begin(): void {
    this.metrics.read(METRICS.poolQueued, () =>
      this.registry.all.map(({ name, queue }) => ({ labels: [name], value: queue?.length ?? 0 })),
    );
    this.metrics.read(METRICS.shed, () => [{ labels: [], value: this.shedding.refused }]);
  }
}
