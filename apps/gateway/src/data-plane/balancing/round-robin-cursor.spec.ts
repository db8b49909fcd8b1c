import { Test } from '@nestjs/testing';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { SeededRandom } from '../../../../../test/support/seeded-random';
import { aBackend, countingReads } from '../../../../../test/support/some-backends';
import { SELECTOR_NAMES } from '../../config/schema/selector-names';
import { PlatformModule } from '../../platform/platform.module';
import { Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { Pool } from '../upstream/pool';
import { RetryBudget } from '../upstream/retry-budget';
import { BalancingModule } from './balancing.module';
import { RoundRobinCursor } from './round-robin-cursor';
import { SelectorFactory } from './selector-factory';

describe('the turns of a rank', () => {
  let factory: SelectorFactory;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [PlatformModule, BalancingModule] })
      .overrideProvider(Random)
      .useValue(new SeededRandom())
      .compile();
    factory = module.get(SelectorFactory);
  });

  async function turnsBy(name: string): Promise<RoundRobinCursor> {
    return new RoundRobinCursor(
      await factory.create(name),
      await factory.create(name),
      await factory.create(name),
    );
  }

  function poolOf(backends: readonly Backend[]): Pool {
    const pool = new Pool('p', { attempts: 3, budget: 0, bodyBytes: 0 }, new RetryBudget(new FakeClock(), 0));
    pool.setBackends(backends);
    return pool;
  }

  function limited(count: number): Backend[] {
    return Array.from({ length: count }, (_, index) => aBackend(`b${index}`, { maxInFlight: 1 }));
  }

  describe.each(SELECTOR_NAMES)('by %s', (name) => {
    it.each([3, 60])('never chooses who is full, and finds the last of %d who is not', async (count) => {
      const pool = poolOf(limited(count));
      const turns = await turnsBy(name);
      const chosen = new Set<Backend>();
      for (let request = 0; request < count; request++) {
        const backend = turns.next(pool.regular, [], `key-${request}`)!;
        expect(backend.isFull).toBe(false);
        pool.begin(backend);
        chosen.add(backend);
      }
      expect(chosen.size).toBe(count);
      expect(turns.next(pool.regular, [], 'key')).toBeUndefined();
    });

    it.each([3, 60])('chooses none of %d who was tried in vain', async (count) => {
      const pool = poolOf(limited(count));
      const turns = await turnsBy(name);
      const tried: Backend[] = [];
      while (tried.length < count) {
        const backend = turns.next(pool.regular, tried, 'key')!;
        expect(tried).not.toContain(backend);
        tried.push(backend);
      }
      expect(turns.next(pool.regular, tried, 'key')).toBeUndefined();
    });

    it.each([4, 60])(
      'gives one of %d that warms up a part of its turns, with some of its load',
      async (count) => {
        const backends = limited(count).map((own) => Object.assign(own, { maxInFlight: 0, inFlight: 5 }));
        const [cold] = backends;
        cold.rampFactor = 0.25;
        const pool = poolOf(backends);
        const turns = await turnsBy(name);
        let given = 0;
        const requests = 100 * count;
        for (let request = 0; request < requests; request++) {
          if (turns.next(pool.regular, [], `key-${request}`) === cold) given++;
        }
        // All of its turns would be 100; those who look at costs, or at the order, have their own idea of a turn.
        expect(given).toBeLessThanOrEqual(name === 'first' ? requests / 4 : 60);
      },
    );

    it('gives no turn of another backend to one during its ramp', async () => {
      const backends = limited(4);
      const pool = poolOf(backends);
      backends[1].rampFactor = 0.5;
      backends[2].rampFactor = 0.5;
      const turns = await turnsBy(name);
      expect(turns.next(pool.regular, [backends[0]], 'key')).toBe(backends[3]);
    });

    it('uses backends during their ramp if there is no other', async () => {
      const backends = limited(3);
      for (const backend of backends) backend.rampFactor = 0.1;
      const pool = poolOf(backends);
      const turns = await turnsBy(name);
      expect(turns.next(pool.regular, [], 'key')).toBeDefined();
      expect(turns.next(pool.regular, [backends[0]], 'key')).toBeDefined();
    });
  });

  // `first` cannot: it has to look at every backend ahead of the first one that is not full.
  it.each(SELECTOR_NAMES.filter((name) => name !== 'first'))(
    'by %s cost the same in a pool of a thousand, half of them full at any time',
    async (name) => {
      const looks = async (count: number): Promise<number> => {
        let reads = 0;
        const backends = limited(count).map((backend) => countingReads(backend, () => reads++));
        const pool = poolOf(backends);
        const turns = await turnsBy(name);
        const busy = backends.filter((_, index) => index % 2 === 0);
        for (const backend of busy) pool.begin(backend);
        const work = (requests: number): void => {
          for (let request = 0; request < requests; request++) {
            pool.finish(busy.shift()!);
            const backend = turns.next(pool.regular, [], `key-${request % 100}`)!;
            pool.begin(backend);
            busy.push(backend);
          }
        };
        work(3000);
        reads = 0;
        work(1000);
        return reads;
      };
      expect(await looks(1000)).toBeLessThanOrEqual((await looks(40)) * 1.5);
    },
  );

  it.each([6, 24])('give the share of the full ones to all of %d others alike', async (others) => {
    const pool = poolOf(limited(others + 2));
    const turns = await turnsBy('round-robin');
    for (const backend of pool.backends.slice(0, 2)) pool.begin(backend);
    const counts = new Map<Backend, number>();
    for (let request = 0; request < (others + 2) * others; request++) {
      const backend = turns.next(pool.regular, [], undefined)!;
      counts.set(backend, (counts.get(backend) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(new Array<number>(others).fill(others + 2));
  });

  it('lead the keys of a full backend to others, each key always to the same', async () => {
    const pool = poolOf(Array.from({ length: 40 }, (_, index) => aBackend(`b${index}`, { maxInFlight: 3 })));
    const ownersOf = async (): Promise<string[]> => {
      const turns = await turnsBy('consistent-hash');
      return Array.from({ length: 2000 }, (_, key) => turns.next(pool.regular, [], `k${key}`)!.id);
    };
    const before = await ownersOf();
    for (let request = 0; request < 3; request++) pool.begin(pool.backends[0]);
    const after = await ownersOf();
    expect(await ownersOf()).toEqual(after);
    const moved = after.filter((owner, key) => owner !== before[key]);
    expect(moved).toHaveLength(before.filter((owner) => owner === 'b0').length);
    expect(new Set(moved).size).toBeGreaterThan(15);
  });
});
