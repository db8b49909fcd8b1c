import { Injectable } from '@nestjs/common';
import { METRICS } from '../../platform/metrics/catalogue';
import { Metrics, type Sample } from '../../platform/metrics/metrics';
import { type RedisHealth } from '../../platform/redis/redis-access';
import { RedisConnections } from '../../platform/redis/redis-connections';

/** How the outside stores do: whether they answer, and how fast. */
@Injectable()
export class StoreMetrics {
  constructor(
    private readonly connections: RedisConnections,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it can be read. */
  begin(): void {
    this.read(METRICS.storeUp, ({ isUp, troubles }) => [[[], isUp && troubles.all.length === 0 ? 1 : 0]]);
    this.read(METRICS.storeTroubles, ({ troubles }) =>
      [...new Set(troubles.all.map(({ kind }) => kind))].map((kind) => [[kind], 1]),
    );
    this.read(METRICS.storeCallFailures, ({ failures }) => [[[], failures]]);
    this.read(METRICS.storeCallsShortCircuited, ({ shortCircuited }) => [[[], shortCircuited]]);
    this.read(METRICS.storeCallDuration, ({ durations }) =>
      [...durations].map(([operation, histogram]) => [[operation], histogram]),
    );
  }

  /** Reads a metric of every store, whose name is its first label. */
  private read(
    metric: (typeof METRICS)[keyof typeof METRICS],
    valuesOf: (store: RedisHealth) => [labels: string[], value: Sample['value']][],
  ): void {
    this.metrics.read(metric, () => {
      const samples: Sample[] = [];
      for (const [store, connection] of this.connections.all)
        for (const [labels, value] of valuesOf(connection))
          samples.push({ labels: [store, ...labels], value });
      return samples;
    });
  }
}
