import { TOPOLOGIES } from './plan';
import { simulateRange } from './run';

const MODES = ['safe', 'available'] as const;

/** Another range each day, so that runs of the same code add up. `SIMULATION_FROM` repeats one of them. */
const DAY = Math.floor(Date.now() / 86_400_000);
const FROM = Number(process.env.SIMULATION_FROM ?? (DAY % 10_000) * 10_000);

describe('the ownership protocol in simulated worlds', () => {
  it.each(TOPOLOGIES)('keeps its promises: %s', async (topology) => {
    const options = { topologies: [topology], creates: MODES, operations: 40 };
    const { failure } = await simulateRange({ from: FROM, seeds: 1_250 }, options);
    expect(failure?.report).toBeUndefined();
  });
});
