import { SeededRandom } from '../../../../../test/support/seeded-random';
import { aBackend, backendsOfWeight, equalBackends, tally } from '../../../../../test/support/some-backends';
import { type Backend } from '../upstream/backend';
import { ConsistentHashSelector } from './consistent-hash.selector';

const KEYS = 10_000;

describe('ConsistentHashSelector', () => {
  let selector: ConsistentHashSelector;

  beforeEach(() => {
    selector = new ConsistentHashSelector(new SeededRandom());
  });

  function owners(pool: readonly Backend[]): (Backend | undefined)[] {
    return Array.from({ length: KEYS }, (_, key) => selector.select(pool, `/items/${key}`));
  }

  it('gives the same key to the same backend, in any order and in any process', () => {
    const pool = equalBackends(10);
    const before = owners(pool);
    const other = new ConsistentHashSelector(new SeededRandom(99));
    const reversed = [...pool].reverse();
    expect(before.every((owner, key) => owner === other.select(reversed, `/items/${key}`))).toBe(true);
  });

  it('gives each backend keys in proportion to its weight', () => {
    const pool = backendsOfWeight(1, 2, 3, 4);
    const counts = tally(KEYS, (key) => selector.select(pool, `/items/${key}`));
    pool.forEach(({ id, weight }) => expect(counts[id] / KEYS).toBeCloseTo(weight / 10, 1));
  });

  it('spreads keys over a hundred backends within four tenths of their share', () => {
    const pool = equalBackends(100);
    const counts = Object.values(tally(KEYS, (key) => selector.select(pool, `/items/${key}`)));
    expect(counts).toHaveLength(100);
    expect(Math.max(...counts)).toBeLessThan((KEYS / 100) * 1.4);
    expect(Math.min(...counts)).toBeGreaterThan((KEYS / 100) * 0.6);
  });

  it('moves about 1/n of the keys when a backend comes, all of them to it', () => {
    const pool = equalBackends(9);
    const newcomer = aBackend('newcomer');
    const before = owners(pool);
    const after = owners([...pool, newcomer]);
    const moved = after.filter((owner, key) => owner !== before[key]);
    expect(moved.every((owner) => owner === newcomer)).toBe(true);
    expect(moved.length / KEYS).toBeGreaterThan(0.08);
    expect(moved.length / KEYS).toBeLessThan(0.12);
  });

  it('moves only the keys of a backend that goes, and gives them back', () => {
    const pool = equalBackends(10);
    const before = owners(pool);
    const without = owners(pool.slice(0, 9));
    const strayed = before.filter((owner, key) => owner !== pool[9] && owner !== without[key]);
    expect(strayed).toEqual([]);
    expect(owners(pool)).toEqual(before);
  });

  it('moves keys to a backend whose weight grows, and none between others', () => {
    const light = equalBackends(5);
    const heavy = equalBackends(5);
    heavy[2].weight = 2;
    const before = owners(light).map((owner) => owner?.id);
    const after = owners(heavy).map((owner) => owner?.id);
    const moved = after.filter((owner, key) => owner !== before[key]);
    expect(new Set(moved)).toEqual(new Set(['b2']));
  });

  it('lets no backend carry more than 125 % of its share, however hot a key is', () => {
    const pool = equalBackends(10);
    for (let request = 1; request <= 1000; request++) {
      const chosen = selector.select(pool, 'hot')!;
      chosen.inFlight += 1;
      // Counted every other pick among ten, so the sum may be one request behind.
      expect(chosen.inFlight).toBeLessThanOrEqual(Math.ceil((1.25 * (request + 1)) / 10));
    }
    expect(pool.filter((backend) => backend.inFlight === 0)).toHaveLength(2);
  });

  it('bounds by weight', () => {
    const pool = backendsOfWeight(1, 4);
    for (let request = 0; request < 100; request++)
      selector.select(pool, `key-${request % 3}`)!.inFlight += 1;
    expect(pool[0].inFlight).toBeLessThanOrEqual(25);
    expect(pool[1].inFlight).toBeLessThanOrEqual(100);
  });

  it('spreads the keys of a full backend over all others', () => {
    const pool = equalBackends(5);
    const keys = Array.from({ length: 2000 }, (_, key) => `/items/${key}`);
    const own = keys.filter((key) => selector.select(pool, key) === pool[0]);
    pool[0].inFlight = 100;
    const counts = tally(own.length, (turn) => selector.select(pool, own[turn]));
    expect(Object.keys(counts).sort()).toEqual(['b1', 'b2', 'b3', 'b4']);
    for (const count of Object.values(counts)) expect(count / own.length).toBeCloseTo(0.25, 1);
  });

  it('remembers its owners when an array comes only once, as for a second attempt', () => {
    const pool = equalBackends(4);
    const before = owners(pool);
    const rest = pool.filter((backend) => backend !== before[0]);
    expect(rest).toContain(selector.select(rest, '/items/0'));
    expect(owners(pool)).toEqual(before);
  });

  it.each([undefined, ''])('gives a request without a key (%j) to any backend, by weight', (key) => {
    const pool = backendsOfWeight(1, 3);
    expect(tally(4000, () => selector.select(pool, key)).b1 / 4000).toBeCloseTo(0.75, 1);
  });
});
