import { PLANTED_DEFECTS } from './planted-defects';
import { simulateRange } from './run';

const MOST_SEEDS = 2_000;
/** Of a history that a person can read, with its title. */
const MOST_LINES = 33;

describe('the simulator', () => {
  it.each(PLANTED_DEFECTS)('finds that $name', async ({ topologies, plants }) => {
    const options = { topologies, creates: ['safe', 'available'] as const, operations: 40 };
    const { failure } = await simulateRange({ from: 1, seeds: MOST_SEEDS }, options, plants);
    expect(failure).toBeDefined();
    expect(failure!.report.split('\n').length).toBeLessThanOrEqual(MOST_LINES);
  });
});
