import fc from 'fast-check';
import { SeededRandom } from '../support/seeded-random';
import { ProtocolWorld } from './support/protocol-world';

const NUMBERS = 1_000_000;
const MAX_STEPS = 5_000;
const RUNS = Number(process.env.OWNERSHIP_RUNS ?? 2_000);

interface Plan {
  readonly activities: readonly ('write' | 'hand-off')[];
  readonly steps: readonly (readonly [which: number, chance: number])[];
}

const number = fc.nat({ max: NUMBERS - 1 });
const plan: fc.Arbitrary<Plan> = fc.record({
  activities: fc.array(fc.constantFrom('write', 'write', 'hand-off'), {
    minLength: 4,
    maxLength: 24,
    size: 'max',
  }),
  steps: fc.array(fc.tuple(number, number), { maxLength: 300, size: 'max' }),
});

/** Runs the steps of the plan, and then all activities to their end. */
function run({ activities, steps }: Plan): ProtocolWorld {
  const world = new ProtocolWorld();
  for (const activity of activities) world.start(activity);
  for (const [which, chance] of steps) world.advance(which / NUMBERS, chance);
  const random = new SeededRandom(steps.length);
  let left = MAX_STEPS;
  while (left > 0 && world.advance(random.fraction(), Math.floor(random.fraction() * NUMBERS))) left--;
  if (left === 0) world.violations.push('an activity never ends');
  return world;
}

describe('backends and gateways in any order of their messages', () => {
  it('keep one copy: each accepted request finds all earlier ones, and no epoch is accepted twice or goes down', () => {
    let moves = 0;
    fc.assert(
      fc.property(plan, (made) => {
        const world = run(made);
        moves += world.moves;
        expect(world.violations).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    // Otherwise the property says little.
    expect(moves).toBeGreaterThan(RUNS / 8);
  });
});
