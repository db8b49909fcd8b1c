import { SeededRandom } from '../../../../../test/support/seeded-random';
import { backendsOfWeight, equalBackends, tally } from '../../../../../test/support/some-backends';
import { Clock, type Timer } from '../../platform/clock';
import { type Backend } from '../upstream/backend';
import { PeakEwmaSelector } from './peak-ewma.selector';

class HeldClock extends Clock {
  time = 1000;
  now = (): number => this.time;
  wallTime = (): number => this.time;
  after = (): Timer => ({ cancel: () => undefined });
  every = this.after;
}

describe('PeakEwmaSelector', () => {
  let clock: HeldClock;
  let selector: PeakEwmaSelector;

  beforeEach(() => {
    clock = new HeldClock();
    selector = new PeakEwmaSelector(clock, new SeededRandom());
  });

  function measure(pool: readonly Backend[], ...latencies: number[]): void {
    pool.forEach((backend, index) => {
      backend.latency = latencies[index];
      backend.latencyAt = clock.time;
      backend.requests = 1;
    });
  }

  it('prefers the fastest', () => {
    const pool = equalBackends(3);
    measure(pool, 10, 5, 20);
    expect(tally(50, () => selector.select(pool))).toEqual({ b1: 50 });
  });

  it('counts who is waiting: a fast backend with a queue is a slow one', () => {
    const pool = equalBackends(2);
    measure(pool, 5, 20);
    pool[0].inFlight = 4;
    expect(selector.select(pool)).toBe(pool[1]);
  });

  it('spreads requests as the speeds are', () => {
    const pool = equalBackends(2);
    measure(pool, 10, 40);
    for (let request = 0; request < 500; request++) selector.select(pool)!.inFlight += 1;
    expect(pool[0].inFlight / pool[1].inFlight).toBeCloseTo(4, 0);
  });

  it('counts weights', () => {
    const pool = backendsOfWeight(1, 3);
    measure(pool, 10, 20);
    expect(selector.select(pool)).toBe(pool[1]);
  });

  it('gives a slow backend another chance when its latency is old', () => {
    const pool = equalBackends(2);
    measure(pool, 10, 1000);
    expect(selector.select(pool)).toBe(pool[0]);
    clock.time += 46_000;
    pool[0].latencyAt = clock.time;
    expect(selector.select(pool)).toBe(pool[0]);
    clock.time += 1000;
    pool[0].latencyAt = clock.time;
    expect(selector.select(pool)).toBe(pool[1]);
  });

  it('asks a new backend first, and does not flood it before it answers', () => {
    const pool = equalBackends(2);
    measure(pool, 10, 10);
    pool[1].latency = 0;
    pool[1].requests = 0;
    expect(selector.select(pool)).toBe(pool[1]);
    pool[1].requests = 1;
    pool[1].inFlight = 1;
    expect(tally(20, () => selector.select(pool))).toEqual({ b0: 20 });
  });

  it('is not drawn to a backend that fails without ever answering', () => {
    const pool = equalBackends(2);
    measure(pool, 10, 0);
    expect(tally(20, () => selector.select(pool))).toEqual({ b0: 20 });
  });

  it('gives the slow one of many little, by the better of two', () => {
    const pool = equalBackends(50);
    measure(pool, ...pool.map((_, index) => (index === 7 ? 900 : 10)));
    expect(tally(5000, () => selector.select(pool)).b7).toBeUndefined();
  });
});
