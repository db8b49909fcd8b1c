import { Test } from '@nestjs/testing';
import * as fc from 'fast-check';
import { SeededRandom } from '../../../../../test/support/seeded-random';
import {
  backendsOfWeight,
  countingReads,
  equalBackends,
  tally,
} from '../../../../../test/support/some-backends';
import { PlatformModule } from '../../platform/platform.module';
import { Random } from '../../platform/random';
import { SELECTOR_NAMES } from '../../config/schema/selector-names';
import { type Backend } from '../upstream/backend';
import { BalancingModule } from './balancing.module';
import { type BackendSelector } from './backend.selector';
import { SelectorFactory } from './selector-factory';

/** Promises of every selector, whichever one the configuration names. */
describe('every selector', () => {
  let factory: SelectorFactory;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [PlatformModule, BalancingModule] })
      .overrideProvider(Random)
      .useValue(new SeededRandom())
      .compile();
    factory = module.get(SelectorFactory);
  });

  it('is known to the configuration by its name, and no other is', async () => {
    expect(await factory.names()).toEqual(SELECTOR_NAMES);
  });

  describe.each(SELECTOR_NAMES)('%s', (name) => {
    let selector: BackendSelector;
    const pick = (available: readonly Backend[], turn = 0): Backend | undefined =>
      selector.select(available, `key-${turn}`);

    beforeEach(async () => {
      selector = await factory.create(name);
    });

    it('selects nothing from an empty pool', () => {
      expect(pick([])).toBeUndefined();
      const [only] = equalBackends(1);
      expect(pick([only])).toBe(only);
      expect(pick([])).toBeUndefined();
    });

    it('chooses the only backend there is, however busy', () => {
      const pool = equalBackends(1);
      pool[0].inFlight = 1000;
      expect(tally(50, (turn) => pick(pool, turn))).toEqual({ b0: 50 });
    });

    it('knows beforehand whom it would choose, as often as it is asked', () => {
      const pools = [equalBackends(4), backendsOfWeight(5, 1, 1), backendsOfWeight(0, 2, 1), []];
      for (let turn = 0; turn < 400; turn++) {
        const pool = pools[Math.floor(turn / 7) % pools.length];
        const prospects = selector.peek(pool, `key-${turn}`);
        expect(selector.peek(pool, `key-${turn}`)).toEqual(prospects);
        const chosen = pick(pool, turn);
        if (chosen === undefined) expect(prospects).toEqual([]);
        else expect(prospects).toContain(chosen);
      }
    });

    it('uses no turn when it is only asked', async () => {
      const twin = await factory.create(name);
      const pool = backendsOfWeight(3, 2, 1);
      for (let turn = 0; turn < 50; turn++) {
        selector.peek(pool, `key-${turn}`);
        const chosen = pick(pool, turn);
        // Where chance decides, no two choose alike.
        if (twin.peek(pool, `key-${turn}`).length === 1)
          expect(twin.select(pool, `key-${turn}`)).toBe(chosen);
      }
    });

    it('gives nothing to a backend of weight 0 while there is another', () => {
      const pool = backendsOfWeight(0, 1, 0, 2);
      expect(
        Object.keys(tally(500, (turn) => pick(pool, turn))).filter((id) => id === 'b0' || id === 'b2'),
      ).toEqual([]);
    });

    it('gives nothing to a backend whose weight becomes 0, from the next turn on', () => {
      const weights = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 4, maxLength: 4 });
      // After a change of weights the pool lists the same backends in another array.
      const phases = fc.array(fc.tuple(weights, fc.integer({ min: 1, max: 12 })), {
        minLength: 2,
        maxLength: 8,
      });
      fc.assert(
        fc.property(phases, (all) => {
          const backends = equalBackends(4);
          for (const [given, turns] of all) {
            backends.forEach((backend, at) => (backend.weight = given[at]));
            const pool = [...backends];
            const isSpared = given.some((weight) => weight > 0);
            for (let turn = 0; turn < turns; turn++) {
              const chosen = pick(pool, turn)!;
              if (isSpared) expect(chosen.weight).toBeGreaterThan(0);
            }
          }
        }),
      );
    });

    it('gives to backends of weight 0 when they are all there is', () => {
      const pool = backendsOfWeight(0, 0);
      expect(tally(100, (turn) => pick(pool, turn)).nobody).toBeUndefined();
    });

    it('chooses among those it is given, whatever it was given before', () => {
      const all = equalBackends(12);
      const random = new SeededRandom(7);
      let pool = all;
      for (let turn = 0; turn < 2000; turn++) {
        if (random.below(3) === 0) pool = all.filter(() => random.below(2) === 0);
        const chosen = pick(pool, turn);
        if (pool.length === 0) expect(chosen).toBeUndefined();
        else expect(pool).toContain(chosen);
      }
    });

    it('leaves the array as it is', () => {
      const pool: readonly Backend[] = Object.freeze(backendsOfWeight(3, 0, 2));
      expect(() => tally(20, (turn) => pick(pool, turn))).not.toThrow();
    });

    it('looks at no more of a thousand backends than of four', () => {
      const looks = (count: number): number => {
        let reads = 0;
        const pool = equalBackends(count).map((backend) => countingReads(backend, () => reads++));
        tally(3000, (turn) => pick(pool, turn));
        reads = 0;
        tally(1000, (turn) => pick(pool, turn));
        return reads;
      };
      const few = looks(4);
      const many = looks(1000);
      // The owner of a slot is drawn when its first key comes, so a wide table is still being filled.
      const filling = name === 'consistent-hash' ? 1000 : 0;
      expect(many).toBeLessThanOrEqual(few * 1.5 + filling);
    });
  });
});
