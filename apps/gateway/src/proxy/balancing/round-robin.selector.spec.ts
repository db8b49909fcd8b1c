import { equalBackends, sequence } from '../../../../../test/support/some.backends';
import { RoundRobinSelector } from './round-robin.selector';

describe('RoundRobinSelector', () => {
  it('gives every backend one turn before repeating any', () => {
    const pool = equalBackends(4);
    const selector = new RoundRobinSelector();
    expect(sequence(6, () => selector.select(pool))).toEqual(['b0', 'b1', 'b2', 'b3', 'b0', 'b1']);
  });

  it('goes on from where it was when the pool shrinks and grows', () => {
    const pool = equalBackends(3);
    const selector = new RoundRobinSelector();
    sequence(4, () => selector.select(pool));
    expect(sequence(2, () => selector.select(pool.slice(0, 2)))).toEqual(['b0', 'b1']);
    expect(sequence(3, () => selector.select(pool))).toEqual(['b0', 'b1', 'b2']);
  });

  it('does not double the turns of the one after a backend without weight', () => {
    const pool = equalBackends(3);
    pool[1].weight = 0;
    const selector = new RoundRobinSelector();
    expect(sequence(4, () => selector.select(pool))).toEqual(['b0', 'b2', 'b0', 'b2']);
  });
});
