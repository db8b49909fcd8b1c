import { SeededRandom } from '../../../../../test/support/seeded-random';
import { equalBackends } from '../../../../../test/support/some-backends';
import { type Backend } from '../../data-plane/upstream/backend';
import { LatencyOutlierDetector } from './latency-outlier-detector';

const ANSWERS = 10;

/** The given milliseconds each; those without one have given no answer. */
function backendsThatTake(...milliseconds: readonly (number | undefined)[]): Backend[] {
  const backends = equalBackends(milliseconds.length);
  for (const [at, took] of milliseconds.entries())
    for (let answer = 0; took !== undefined && answer < ANSWERS; answer++)
      backends[at].traffic.latencies.note(took);
  return backends;
}

function medianOf({ traffic }: Backend): number[] {
  return traffic.latencies.total === 0 ? [] : [traffic.latencies.quantile(0.5)];
}

describe('slowness', () => {
  it('compares each backend with the median of all others, however many there are', () => {
    const random = new SeededRandom(9);
    for (let count = 1; count <= 40; count++) {
      const backends = backendsThatTake(
        ...Array.from({ length: count }, () => (random.fraction() < 0.2 ? undefined : random.below(50))),
      );
      const slowness = new LatencyOutlierDetector();
      slowness.look(backends);
      for (const backend of backends) {
        const others = backends.filter((other) => other !== backend).flatMap(medianOf);
        const median = others.sort((one, other) => one - other)[(others.length - 1) >> 1];
        expect(slowness.othersOf(backend)).toBe(median);
      }
    }
  });

  it('knows no usual latency if no other backend has responded', () => {
    const [alone, silent] = backendsThatTake(5, undefined);
    const slowness = new LatencyOutlierDetector();
    slowness.look([alone, silent]);
    expect(slowness.othersOf(alone)).toBeUndefined();
    expect(slowness.othersOf(silent)).toBe(medianOf(alone)[0]);
  });
});
