import fc from 'fast-check';
import { MAX_MOVES, type OwnedSessions, planRebalance, type RebalancePlan } from './rebalance-plan';

const owned = (...all: ([number] | [number, number])[]): OwnedSessions[] =>
  all.map(([sessions, weight = 1], at) => ({ id: `b${at}`, weight, sessions }));

/** What each gives (below 0) or takes, as `id:number`. */
const changes = ({ gives, takes }: RebalancePlan): string[] => [
  ...gives.map(({ id, moves }) => `${id}:-${moves}`),
  ...takes.map(({ id, moves }) => `${id}:+${moves}`),
];

/** The backends after the round. */
function after(backends: readonly OwnedSessions[], { gives, takes }: RebalancePlan): OwnedSessions[] {
  const moves = new Map([
    ...gives.map((part) => [part.id, -part.moves] as const),
    ...takes.map((part) => [part.id, part.moves] as const),
  ]);
  return backends.map((own) => ({ ...own, sessions: own.sessions + (moves.get(own.id) ?? 0) }));
}

describe('the plan of a round', () => {
  it('names who gives and who takes, and how many', () => {
    const plan = planRebalance(owned([50], [50], [0], [0]), 1);
    expect(changes(plan)).toEqual(['b0:-25', 'b1:-25', 'b2:+25', 'b3:+25']);
    expect(plan).toMatchObject({ sessions: 100, above: 50, moves: 50 });
    expect(plan.gives[0]).toEqual({ id: 'b0', owned: 50, target: 25, moves: 25 });
  });

  it('follows the weights', () => {
    expect(changes(planRebalance(owned([40, 1], [0, 3]), 1))).toEqual(['b0:-30', 'b1:+30']);
  });

  it('keeps to the ratio, divided by what each has above its share', () => {
    const plan = planRebalance(owned([70], [30], [0], [0]), 0.1);
    expect(changes(plan)).toEqual(['b0:-9', 'b1:-1', 'b2:+5', 'b3:+5']);
    expect(plan).toMatchObject({ above: 50, moves: 10 });
  });

  it.each([0, 0.1])('moves at least one with a ratio of %d', (ratio) => {
    expect(planRebalance(owned([3], [0]), ratio).moves).toBe(1);
  });

  it('never moves more than fit into memory', () => {
    expect(planRebalance(owned([10 * MAX_MOVES], [0]), 1).moves).toBe(MAX_MOVES);
  });

  it.each([
    ['without backends', owned()],
    ['with one', owned([7])],
    ['without sessions', owned([0], [0])],
    ['if the difference is one', owned([3], [2], [2])],
    ['if a move would only swap two roundings', owned([1, 16], [2, 14])],
  ])('is empty %s', (_, backends) => {
    expect(planRebalance(backends, 1)).toMatchObject({ above: 0, moves: 0, gives: [], takes: [] });
  });

  describe('for all pools', () => {
    const backend = fc.record({
      weight: fc.integer({ min: 1, max: 1_000 }),
      sessions: fc.integer({ min: 0, max: 5_000 }),
    });
    const pool = fc
      .array(backend, { maxLength: 12 })
      .map((all) => all.map((own, at) => ({ id: `b${at}`, ...own })));
    const ratio = fc.double({ min: 0, max: 1, noNaN: true });
    const total = (parts: readonly { readonly moves: number }[]): number =>
      parts.reduce((sum, { moves }) => sum + moves, 0);

    it('gives what is taken, within the ratio, and no backend passes its target', () => {
      fc.assert(
        fc.property(pool, ratio, (backends, maxRatio) => {
          const plan = planRebalance(backends, maxRatio);
          expect([total(plan.gives), total(plan.takes)]).toEqual([plan.moves, plan.moves]);
          expect(plan.moves).toBeLessThanOrEqual(Math.max(1, maxRatio * plan.sessions));
          for (const { owned: own, target, moves } of plan.gives)
            expect(own - moves).toBeGreaterThanOrEqual(target);
          for (const { owned: own, target, moves } of plan.takes)
            expect(own + moves).toBeLessThanOrEqual(target);
        }),
      );
    });

    it('leaves each within one session of its exact share after the last round, and nothing to do', () => {
      fc.assert(
        fc.property(pool, (backends) => {
          const level = after(backends, planRebalance(backends, 1));
          const [sessions, weights] = [
            level.reduce((sum, own) => sum + own.sessions, 0),
            level.reduce((sum, own) => sum + own.weight, 0),
          ];
          // The bound on memory makes further rounds necessary.
          fc.pre(planRebalance(backends, 1).above <= MAX_MOVES);
          for (const own of level)
            expect(Math.abs(own.sessions - (sessions * own.weight) / weights)).toBeLessThan(1);
          expect(planRebalance(level, 1).moves).toBe(0);
        }),
      );
    });

    it('needs no move twice: each round brings the rest down by its moves', () => {
      fc.assert(
        fc.property(pool, ratio, (backends, maxRatio) => {
          let rest = planRebalance(backends, maxRatio);
          let current: OwnedSessions[] = backends;
          for (let round = 0; round < 5 && rest.moves > 0; round++) {
            current = after(current, rest);
            const next = planRebalance(current, maxRatio);
            expect(next.above).toBe(rest.above - rest.moves);
            rest = next;
          }
        }),
      );
    });
  });
});
