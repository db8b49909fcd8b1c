import { Injectable } from '@nestjs/common';
import { METRICS } from '../../platform/metrics/catalogue';
import { Metrics } from '../../platform/metrics/metrics';
import { LoadShedding } from '../../data-plane/upstream/load-shedding';
import { PoolTable } from '../../data-plane/upstream/pool-table';

/** Requests that exceed the capacity of a pool or of the gateway. They are counted elsewhere and read here. */
@Injectable()
export class OverloadMetrics {
  constructor(
    private readonly registry: PoolTable,
    private readonly shedding: LoadShedding,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it can be read. */
  begin(): void {
    this.metrics.read(METRICS.poolQueued, () =>
      this.registry.all.map(({ name, queue }) => ({ labels: [name], value: queue?.length ?? 0 })),
    );
    this.metrics.read(METRICS.ownerQueued, () =>
      this.registry.all.flatMap(({ name, backends }) =>
        backends.map(({ id, waiting }) => ({ labels: [name, id], value: waiting })),
      ),
    );
    this.metrics.read(METRICS.ownerWaits, () =>
      this.registry.all.flatMap(({ name, ownerQueue }) =>
        Object.entries(ownerQueue?.ended ?? {}).map(([end, value]) => ({ labels: [name, end], value })),
      ),
    );
    this.metrics.read(METRICS.shed, () => [{ labels: [], value: this.shedding.refused }]);
  }
}
