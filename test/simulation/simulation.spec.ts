import { LONG_TEST_MS } from '../support/eventually';
import { TOPOLOGIES } from './plan';
import { runSimulator } from './simulator';

/** Another range each day, so that runs of the same code add up; in CI always the same. `SIMULATION_FROM` repeats one. */
const DAY = Math.floor(Date.now() / 86_400_000);
const FROM = process.env.SIMULATION_FROM ?? (process.env.CI ? '1' : String((DAY % 10_000) * 10_000));
const SEEDS = 500;

describe('the ownership protocol in simulated worlds', () => {
  it.each(TOPOLOGIES)(
    'keeps its promises: %s',
    async (topology) => {
      const { code, output } = await runSimulator(
        '--topology',
        topology,
        '--seeds',
        String(SEEDS),
        '--from',
        FROM,
      );
      expect(`${code}: ${output}`).toMatch(
        new RegExp(`^0: ${SEEDS} simulations with ${SEEDS * 40} requests .*\nNo promise was broken\\.\n$`),
      );
    },
    LONG_TEST_MS,
  );
});
