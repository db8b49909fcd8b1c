import { type BackendHealth } from '../../data-plane/upstream/backend-state';
import { type ProbeResult } from './probe';
import { ProbeCounter } from './probe-counter';

const RESULTS: Record<string, ProbeResult> = {
  '+': { kind: 'passed' },
  '-': { kind: 'failed', reason: 'no' },
  d: { kind: 'draining', reason: 'soon' },
};
const LIMITS = { fall: 3, rise: 2 };

/** The health after each of the results. */
function healthAfter(results: string, start: BackendHealth = 'unknown'): string {
  const tally = new ProbeCounter(start);
  return [...results].map((result) => tally.note(RESULTS[result], LIMITS)[0]).join('');
}

describe('ProbeCounter', () => {
  it.each([
    ['is healthy with the first pass', 'unknown', '+', 'h'],
    ['is unhealthy after three failures in a row, not before', 'unknown', '---', 'uuu'],
    ['forgives what a pass has interrupted', 'healthy', '--+--+', 'hhhhhh'],
    ['is healthy again after two passes in a row, not before', 'unhealthy', '+-++', 'uuuh'],
    ['takes one that drains for alive', 'unhealthy', 'dd', 'uh'],
  ] as const)('%s', (_promise, start, results, expected) => {
    // Both unknown and unhealthy begin with u; which it is shows in what it takes to leave it.
    expect(healthAfter(results, start)).toBe(expected);
  });

  it('tells unknown from unhealthy', () => {
    const tally = new ProbeCounter('unknown');
    const seen = ['-', '-', '-', '-'].map((result) => tally.note(RESULTS[result], LIMITS));
    expect(seen).toEqual(['unknown', 'unknown', 'unhealthy', 'unhealthy']);
  });

  it.each([
    ['unknown', '', true],
    ['healthy', '', false],
    ['healthy', '-', true],
    ['unhealthy', '', false],
    ['unhealthy', '-', false],
    ['unhealthy', '+', true],
  ] as const)('is undecided from %s by "%s": %s', (start, results, expected) => {
    const tally = new ProbeCounter(start);
    for (const result of results) tally.note(RESULTS[result], LIMITS);
    expect(tally.isUndecided).toBe(expected);
  });
});
