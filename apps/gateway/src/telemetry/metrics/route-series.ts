import { METRICS } from '../../platform/metrics/catalogue';
import { type Histogram } from '../../platform/metrics/histogram';
import { type Counter, type Metrics } from '../../platform/metrics/metrics';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { RequestCounts } from './request-counts';

/** The counts of the requests of one route, or of the requests without a route. */
export class RouteSeries {
  private readonly duration: Histogram;
  private readonly bytesIn: Counter;
  private readonly bytesOut: Counter;
  private readonly rateLimited: Counter;
  /** By code; there are as many as there are classes of errors. */
  private readonly failures = new Map<string, Counter>();
  /** By who answered: a backend, else the pool that was to; gone with them. */
  private readonly counts = new WeakMap<object, RequestCounts>();
  /** Of requests that were led to no pool. */
  readonly unled = new RequestCounts();

  constructor(
    private readonly route: string,
    private readonly metrics: Metrics,
  ) {
    this.duration = metrics.histogram(METRICS.requestDuration, route);
    this.bytesIn = metrics.counter(METRICS.requestBytes, route);
    this.bytesOut = metrics.counter(METRICS.responseBytes, route);
    this.rateLimited = metrics.counter(METRICS.rateLimited, route);
  }

  note(exchange: Exchange): void {
    const { attempts, head, status, failure } = exchange;
    const { respondedBy } = attempts;
    const pool = exchange.pool as Exchange['pool'] | undefined;
    this.countsOf(respondedBy ?? pool).note(head.method, status);
    this.duration.observe((exchange.endedAt - exchange.startedAt) / 1000);
    this.bytesIn.value += exchange.bytes.in;
    this.bytesOut.value += exchange.bytes.out;
    if (failure !== undefined) this.noteFailure(failure.code);
  }

  /** The counts of a backend or a pool, if there are any. */
  of(answering: object): Iterable<readonly [method: string, statusClass: string, count: number]> {
    return this.counts.get(answering) ?? [];
  }

  private countsOf(answering: object | undefined): RequestCounts {
    if (answering === undefined) return this.unled;
    let counts = this.counts.get(answering);
    if (counts === undefined) this.counts.set(answering, (counts = new RequestCounts()));
    return counts;
  }

  private noteFailure(code: string): void {
    let failures = this.failures.get(code);
    if (failures === undefined) {
      failures = this.metrics.counter(METRICS.requestFailures, this.route, code);
      this.failures.set(code, failures);
    }
    failures.value++;
    if (code === 'rate_limited') this.rateLimited.value++;
  }
}
