import { Injectable } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { METRICS } from '../../platform/metrics/catalogue';
import { Metrics, type Sample } from '../../platform/metrics/metrics';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver, ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';
import { type Pool } from '../../data-plane/upstream/pool';
import { PoolTable } from '../../data-plane/upstream/pool-table';
import { RouteSeries } from './route-series';

const BY_ROUTE = [
  METRICS.requestDuration,
  METRICS.requestFailures,
  METRICS.requestBytes,
  METRICS.responseBytes,
  METRICS.rateLimited,
];

/** Counts requests by what they were led to: routes keep their counts over a reload, and take them along when they go. */
@Injectable()
export class RequestMetrics implements ExchangeObserver {
  /** By the route's name; empty for requests that found none. */
  private readonly routes = new Map<string, RouteSeries>();
  private readonly retries = new WeakMap<Pool, { value: number }>();

  constructor(
    private readonly outcomes: ExchangeLifecycle,
    private readonly registry: PoolTable,
    private readonly configurator: GatewayConfigurator,
    private readonly metrics: Metrics,
  ) {}

  /** From here on it counts. */
  begin(): void {
    const { metrics } = this;
    metrics.read(METRICS.requestsInFlight, () => [{ labels: [], value: this.outcomes.inFlight }]);
    metrics.read(METRICS.requests, () => this.requestSamples());
    metrics.read(METRICS.retries, () =>
      this.registry.all.map((pool) => ({ labels: [pool.name], value: this.retries.get(pool)?.value ?? 0 })),
    );
    metrics.read(METRICS.hedges, () =>
      this.registry.all.map((pool) => ({ labels: [pool.name], value: pool.hedges })),
    );
    this.outcomes.observe(this);
  }

  begun(): void {
    // Nothing is known yet of what it is led to.
  }

  ended(exchange: Exchange): void {
    const route = exchange.route as Exchange['route'] | undefined;
    this.seriesOf(route === undefined ? '' : route.name).note(exchange);
    const retries = exchange.attempts.count - exchange.attempts.hedges - 1;
    if (retries > 0) this.noteRetries(exchange.pool, retries);
  }

  /** Takes away what is counted of routes that are gone; to be called before their series are read. */
  prune(): void {
    const present = new Set(this.configurator.running.routes.map(({ name }) => name)).add('');
    for (const name of this.routes.keys()) if (!present.has(name)) this.routes.delete(name);
    for (const metric of BY_ROUTE) this.metrics.forget(metric, ([route]) => !present.has(route));
  }

  private seriesOf(route: string): RouteSeries {
    const known = this.routes.get(route);
    if (known !== undefined) return known;
    // The figures may never be requested, while reloads bring new routes.
    this.prune();
    const series = new RouteSeries(route, this.metrics);
    this.routes.set(route, series);
    return series;
  }

  private noteRetries(pool: Pool, count: number): void {
    const retries = this.retries.get(pool);
    if (retries === undefined) this.retries.set(pool, { value: count });
    else retries.value += count;
  }

  private *requestSamples(): Generator<Sample> {
    for (const [route, series] of this.routes) {
      const samples = function* (pool: string, backend: string, counts: ReturnType<RouteSeries['of']>) {
        for (const [method, status, value] of counts)
          yield { labels: [route, pool, backend, method, status], value };
      };
      yield* samples('', '', series.unled);
      for (const pool of this.registry.all) {
        yield* samples(pool.name, '', series.of(pool));
        for (const backend of pool.backends) yield* samples(pool.name, backend.id, series.of(backend));
      }
    }
  }
}
