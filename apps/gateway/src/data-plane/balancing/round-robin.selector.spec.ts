import { backendsOfWeight, equalBackends, sequence } from '../../../../../test/support/some-backends';
import { type Backend } from '../upstream/backend';
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
    expect(sequence(2, () => selector.select(pool.slice(0, 2)))).toEqual(['b1', 'b0']);
    expect(sequence(3, () => selector.select(pool))).toEqual(['b1', 'b2', 'b0']);
  });

  it('does not double the turns of the one after a backend without weight', () => {
    const pool = equalBackends(3);
    pool[1].weight = 0;
    const selector = new RoundRobinSelector();
    expect(sequence(4, () => selector.select(pool))).toEqual(['b0', 'b2', 'b0', 'b2']);
  });

  it('continues behind the backend of the last turn when the pool changes', () => {
    const [a, b, c, d] = equalBackends(4);
    const selector = new RoundRobinSelector();
    const turns = (...pool: Backend[]) => sequence(2, () => selector.select(pool));
    expect(turns(a, b, c)).toEqual(['b0', 'b1']);
    expect(turns(d, a, b, c)).toEqual(['b2', 'b3']);
    expect(turns(a, b, c)).toEqual(['b0', 'b1']);
    // b is gone, so that it is c's turn still.
    expect(turns(a, c)).toEqual(['b2', 'b0']);
    expect(turns(c, a, b)).toEqual(['b1', 'b2']);
  });

  it('gives turns by weight where weights differ', () => {
    const pool = backendsOfWeight(5, 1, 1);
    const selector = new RoundRobinSelector();
    expect(selector.peek(pool)).toEqual([pool[0]]);
    expect(sequence(7, () => selector.select(pool))).toEqual(['b0', 'b0', 'b1', 'b0', 'b2', 'b0', 'b0']);
    expect(sequence(2, () => selector.select(pool.slice(1))).sort()).toEqual(['b1', 'b2']);
  });

  it('takes weights for equal that are, whatever they are', () => {
    const pool = backendsOfWeight(7, 7, 7);
    const selector = new RoundRobinSelector();
    expect(sequence(4, () => selector.select(pool))).toEqual(['b0', 'b1', 'b2', 'b0']);
  });
});
