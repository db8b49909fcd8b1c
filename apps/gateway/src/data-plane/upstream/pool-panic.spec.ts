import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { type Backend } from './backend';
import { Pool } from './pool';
import { RetryBudget } from './retry-budget';

/** Who is available in a pool of these backends; `-` in front of a name makes it unhealthy, `+` behind it a backup. */
function availableOf(
  names: string,
  panicThreshold = 0.5,
  change: (backends: Backend[]) => void = () => undefined,
) {
  const backends = names.split(' ').map((name) => {
    const backend = aBackend(name.replace(/[-+]/g, ''), { backup: name.endsWith('+'), maxInFlight: 1 });
    backend.health = name.startsWith('-') ? 'unhealthy' : 'healthy';
    return backend;
  });
  const pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(new FakeClock(), 0));
  pool.panicThreshold = panicThreshold;
  change(backends);
  pool.setBackends(backends);
  return `${pool.available.map(({ id }) => id).join(' ')}${pool.isPanicking ? ' !' : ''}`;
}

describe('a pool with few fit backends', () => {
  it.each([
    ['spares half of them', '-a -b c d', 'c d'],
    ['uses all when less than half are fit', '-a -b -c d', 'a b c d !'],
    ['uses all when none is fit', '-a -b', 'a b !'],
    ['uses the only one there is', '-a', 'a !'],
    ['lets backups stand in when none of the others is fit', '-a -b c+', 'c'],
    ['leaves backups alone as long as one of the others is fit', '-a -b -c d e+', 'a b c d !'],
    ['lets the backups that are fit stand in alone', '-a -b c+ -d+', 'c'],
    ['uses backups that are not fit either, when nobody is', '-a -b -c+', 'a b c !'],
    ['counts no backups among those that should be fit', 'a -b c+ d+ -e+', 'a'],
  ])('%s', (_promise, names, expected) => {
    expect(availableOf(names)).toBe(expected);
  });

  it.each([
    ['-a -b -c d', 0, 'd'],
    ['-a -b', 0, ''],
    ['-a b c', 1, 'a b c !'],
    ['-a b c d', 0.75, 'b c d'],
    ['-a -b c+', 0, 'c'],
  ])('%s draws the line where it is told to: at %d', (names, panicThreshold, expected) => {
    expect(availableOf(names, panicThreshold)).toBe(expected);
  });

  it('leaves out who was taken out by an operator, and does not count them', () => {
    const drain = ([a, b]: Backend[]): void => {
      a.mode = 'draining';
      b.mode = 'disabled';
    };
    expect(availableOf('a b -c d', 0.5, drain)).toBe('d');
    expect(availableOf('a b -c -d', 0.5, drain)).toBe('c d !');
  });

  it('uses who drains by itself, or is ejected', () => {
    const change = ([a, b]: Backend[]): void => {
      a.selfDraining = true;
      b.isEjected = true;
    };
    expect(availableOf('a b', 0.5, change)).toBe('a b !');
  });

  it('counts full backends as eligible, and fills none beyond the limit', () => {
    const fill = ([a, b]: Backend[]): void => {
      a.inFlight = 1;
      b.inFlight = 1;
    };
    expect(availableOf('a b c d', 0.5, fill)).toBe('c d');
    expect(availableOf('a -b -c -d', 0.5, fill)).toBe('c d !');
  });

  it('lets backups serve when it panics and all of the others are full', () => {
    const fill = (backends: Backend[]): void => backends.slice(0, 3).forEach((own) => (own.inFlight = 1));
    expect(availableOf('a -b -c d+', 0.5, fill)).toBe('d !');
  });

  it('does the same with a pool of nothing but backups', () => {
    expect(availableOf('-a+ b+')).toBe('b');
    expect(availableOf('-a+ -b+')).toBe('a b !');
  });
});
