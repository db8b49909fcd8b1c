import { SeededRandom } from '../../../../../test/support/seeded-random';
import { RecentLatency } from './recent-latency';

function histogramOf(...values: number[]): RecentLatency {
  const histogram = new RecentLatency();
  for (const value of values) histogram.note(value);
  return histogram;
}

describe('RecentLatency', () => {
  it('knows nothing at first', () => {
    expect(new RecentLatency().quantile(0.5)).toBe(0);
  });

  it.each([0.1, 0.5, 1, 3, 7, 20, 100, 999, 30_000, 120_000])('is off by a fifth at most: %d ms', (value) => {
    const found = histogramOf(value).quantile(0.5);
    expect(Math.abs(found - value) / value).toBeLessThan(0.2);
  });

  it.each([0, 0.001, 1e9, Infinity])('takes %d ms', (value) => {
    expect(histogramOf(value).total).toBe(1);
    expect(histogramOf(value).quantile(1)).toBeLessThan(150_000);
  });

  it('finds the quantiles of many values', () => {
    const random = new SeededRandom();
    const values = Array.from({ length: 10_000 }, () => random.fraction() * 100);
    const histogram = histogramOf(...values);
    for (const share of [0.1, 0.5, 0.95]) expect(histogram.quantile(share) / (share * 100)).toBeCloseTo(1, 0);
  });

  it('forgets by and by, until nothing is left', () => {
    const histogram = histogramOf(10, 10, 10, 10);
    histogram.fade(0.5);
    expect([histogram.total, histogram.quantile(0.5)]).toEqual([2, expect.closeTo(10, -1)]);
    for (let turn = 0; turn < 3; turn++) histogram.fade(0.5);
    expect([histogram.total, histogram.quantile(0.5)]).toEqual([0, 0]);
  });

  it('lets what is new outweigh what is old', () => {
    const histogram = histogramOf(...Array<number>(100).fill(5));
    for (let turn = 0; turn < 4; turn++) {
      histogram.fade(0.75);
      for (let count = 0; count < 25; count++) histogram.note(100);
    }
    expect(histogram.quantile(0.5)).toBeGreaterThan(80);
  });

  it('adds up', () => {
    const histogram = histogramOf(1, 1, 1);
    histogram.add(histogramOf(50, 50, 50, 50, 50));
    expect([histogram.total, histogram.quantile(0.25)]).toEqual([8, expect.closeTo(1, 0)]);
    expect(histogram.quantile(0.9)).toBeGreaterThan(40);
  });
});
