import { LatencyHistogram } from './latency-histogram';

function histogramOf(...values: number[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('LatencyHistogram', () => {
  it('has no figures while nothing was counted', () => {
    expect(new LatencyHistogram().figures()).toBeNull();
  });

  it.each([0.06, 0.9, 1, 7.3, 250, 4_000, 60_000])('knows %d ms to a tenth', (value) => {
    const { p50, p99 } = histogramOf(value, value, value).figures()!;
    expect(Math.abs(p50 - value) / value).toBeLessThan(0.1);
    expect(p99).toBe(p50);
  });

  it.each([0, -1, Number.MIN_VALUE, 1e9, Infinity])('survives %d ms', (value) => {
    const { p50 } = histogramOf(value).figures()!;
    expect(Number.isFinite(p50)).toBe(true);
  });

  it('tells the many fast from the few slow', () => {
    const { p50, p95, p99 } = histogramOf(...new Array<number>(97).fill(1), 100, 100, 100).figures()!;
    expect([p50, p95].every((value) => value < 2)).toBe(true);
    expect(p99).toBeGreaterThan(90);
  });

  it('forgets the past for the present', () => {
    const histogram = histogramOf(...new Array<number>(1_000).fill(500));
    for (let second = 0; second < 200; second++) histogram.fade(0.9);
    expect(histogram.figures()).toBeNull();
    histogram.add(1);
    expect(histogram.figures()!.p99).toBeLessThan(2);
  });

  it('adds up', () => {
    const sum = histogramOf(1, 1, 1);
    sum.addAll(histogramOf(100));
    expect(sum.figures()!.p50).toBeLessThan(2);
    expect(sum.figures()!.p99).toBeGreaterThan(90);
  });
});
