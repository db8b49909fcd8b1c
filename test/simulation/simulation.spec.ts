import { LONG_TEST_MS } from '../support/eventually';
import { TOPOLOGIES } from './plan';
import { runSimulator } from './simulator';

/** Another range each day, so that runs of the same code add up. `SIMULATION_FROM` repeats one of them. */
const DAY = Math.floor(Date.now() / 86_400_000);
const FROM = process.env.SIMULATION_FROM ?? String((DAY % 10_000) * 10_000);

describe('the ownership protocol in simulated worlds', () => {
  it.each(TOPOLOGIES)(
    'keeps its promises: %s',
    async (topology) => {
      const { code, output } = await runSimulator('--topology', topology, '--seeds', '1250', '--from', FROM);
      expect(`${code}: ${output}`).toMatch(
        /^0: 1250 simulations with 50000 requests .*\nNo promise was broken\.\n$/,
      );
    },
    LONG_TEST_MS,
  );
});
