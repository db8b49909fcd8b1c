import { Injectable } from '@nestjs/common';
import { METRICS } from '../../ports/metrics/catalogue';
import { Metrics, type Sample } from '../../ports/metrics/metrics';
import { type RedisConnection } from '../../redis/redis.connection';
import { RedisConnections } from '../../redis/redis.connections';

/** How the outside stores do: whether they answer, and how fast. */
@Injectable()
export class StoreMetrics {
  constructor(
    private readonly connections: RedisConnections,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it can be read. */
  begin(): void {
    this.read(METRICS.storeUp, ({ isUp }) => [[[], isUp ? 1 : 0]]);
    this.read(METRICS.storeCallFailures, ({ failures }) => [[[], failures]]);
    this.read(METRICS.storeCallsUnsent, ({ unsent }) => [[[], unsent]]);
    this.read(METRICS.storeCallDuration, ({ durations }) =>
      [...durations].map(([operation, histogram]) => [[operation], histogram]),
    );
  }

  /** Reads a metric of every store, whose name is its first label. */
  private read(
    metric: (typeof METRICS)[keyof typeof METRICS],
    valuesOf: (connection: RedisConnection) => [labels: string[], value: Sample['value']][],
  ): void {
    this.metrics.read(metric, () => {
      const samples = new Map<string, Sample>();
      for (const [url, connection] of this.connections.all) {
        const store = nameOf(url);
        // Two that differ in nothing but a password are told of once.
        for (const [labels, value] of valuesOf(connection))
          samples.set(JSON.stringify([store, ...labels]), { labels: [store, ...labels], value });
      }
      return samples.values();
    });
  }
}

/** Where it is, without the name and the password that the URL may have. */
function nameOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
