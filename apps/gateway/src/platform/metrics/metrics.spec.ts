import { METRICS } from './catalogue';
import { Histogram, SECONDS } from './histogram';
import { MAX_SERIES, Metrics } from './metrics';

const { requestFailures, requestDuration, buildInfo } = METRICS;

describe('Metrics', () => {
  it('gives the same counter for the same labels, and another one for others', () => {
    const metrics = new Metrics();
    const counter = metrics.counter(requestFailures, 'r', 'no_route');
    expect(metrics.counter(requestFailures, 'r', 'no_route')).toBe(counter);
    expect(metrics.counter(requestFailures, 'r,no', 'route')).not.toBe(counter);
  });

  it('has what is counted and what is read of a metric', async () => {
    const metrics = new Metrics();
    metrics.counter(requestFailures, 'r', 'no_route').value += 2;
    metrics.read(requestFailures, () => [{ labels: ['s', 'no_route'], value: 3 }]);
    metrics.read(buildInfo, () => Promise.resolve([{ labels: ['1', '2'], value: 1 }]));
    expect(await metrics.samples(requestFailures)).toEqual([
      { labels: ['r', 'no_route'], value: 2 },
      { labels: ['s', 'no_route'], value: 3 },
    ]);
    expect(await metrics.samples(buildInfo)).toEqual([{ labels: ['1', '2'], value: 1 }]);
  });

  it('leaves out a reading that fails, and nothing else', async () => {
    const metrics = new Metrics();
    metrics.read(requestFailures, () => Promise.reject(new Error('the store is away')));
    metrics.read(requestFailures, () => [{ labels: ['s', 'no_route'], value: 3 }]);
    expect(await metrics.samples(requestFailures)).toEqual([{ labels: ['s', 'no_route'], value: 3 }]);
  });

  it('forgets what is gone', async () => {
    const metrics = new Metrics();
    metrics.histogram(requestDuration, 'kept').observe(1);
    metrics.histogram(requestDuration, 'gone').observe(1);
    metrics.forget(requestDuration, ([route]) => route === 'gone');
    expect((await metrics.samples(requestDuration)).map(({ labels }) => labels)).toEqual([['kept']]);
  });

  it('counts series beyond the limit together', async () => {
    const metrics = new Metrics();
    for (let at = 0; at < MAX_SERIES + 5; at++)
      metrics.counter(requestFailures, `r${at}`, 'no_route').value++;
    const samples = await metrics.samples(requestFailures);
    expect(samples).toHaveLength(MAX_SERIES + 1);
    expect(samples.at(-1)).toEqual({ labels: ['other', 'other'], value: 5 });
  });
});

describe('Histogram', () => {
  it('counts a time that is exactly a bound below it, and what is above all in the last bucket', () => {
    const histogram = new Histogram();
    for (const seconds of [0, SECONDS[0], SECONDS[1], 31]) histogram.observe(seconds);
    expect([...histogram.counts]).toEqual([2, 1, ...SECONDS.slice(2).map(() => 0), 1]);
    expect(histogram.count).toBe(4);
    expect(histogram.sum).toBeCloseTo(31 + SECONDS[0] + SECONDS[1]);
  });
});
