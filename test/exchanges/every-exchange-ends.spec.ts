import fc from 'fast-check';
import { Certificates } from '../upstream/support/certificates';
import { closedAfterTest } from '../support/closing';
import { type Ending } from './support/http1-visitor';
import { visits } from './support/plan';
import { Stage } from './support/stage';

/** `EXCHANGES` asks for more, `EXCHANGES_SEED` for the same ones again. */
const EXCHANGES = Number(process.env.EXCHANGES ?? 2_000);
const SEED = Number(process.env.EXCHANGES_SEED ?? Math.floor(Math.random() * 0x7fff_ffff));
/** How long a failure is made smaller. */
const SHRINKING_MS = 120_000;
const RUNS_AT_ONCE = 10;

describe('an exchange', () => {
  it(
    'ends once and gives back all that it holds, whatever its client and its backend do',
    async () => {
      const authority = closedAfterTest(new Certificates());
      const endings: Ending[] = [];
      let stage = await Stage.open(authority);
      const endsAndGivesBack = fc.asyncProperty(visits, async (some) => {
        try {
          endings.push(...(await stage.play(some)));
          await stage.settle();
        } catch (error) {
          await stage.close();
          stage = await Stage.open(authority);
          throw error;
        }
      });
      for (let round = 0; endings.length < EXCHANGES; round++) {
        const bounds = { numRuns: RUNS_AT_ONCE, seed: SEED + round };
        await fc.assert(endsAndGivesBack, { ...bounds, interruptAfterTimeLimit: SHRINKING_MS });
      }
      const answered = endings.filter((ending) => ending === 'answered').length;
      // Were all of them broken off at once, nothing would be shown.
      expect(answered).toBeGreaterThan(EXCHANGES / 20);
    },
    SHRINKING_MS + 60 * EXCHANGES,
  );
});
