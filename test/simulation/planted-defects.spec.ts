import { LONG_TEST_MS } from '../support/eventually';
import { PLANTED_DEFECTS } from './planted-defects';
import { runSimulator } from './simulator';

/** Of a history that a person can read, with its title. */
const MOST_LINES = 33;

describe('the simulator', () => {
  it.each(PLANTED_DEFECTS)(
    'finds that $name',
    async ({ name }) => {
      const { code, output } = await runSimulator('--planted', name, '--seeds', '2000');
      expect(code).toBe(1);
      expect(output).toContain('✗ seed');
      expect(output.split('\n').length).toBeLessThanOrEqual(MOST_LINES);
    },
    LONG_TEST_MS,
  );

  it('says which names there are when a planted defect is not one of them', async () => {
    expect(await runSimulator('--planted', 'none')).toMatchObject({ code: 2 });
  });
});
