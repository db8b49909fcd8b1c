import fc from 'fast-check';
import { mutated, mutations } from './support/mutations';
import { nodeReading } from './support/node.reading';
import { ownReading } from './support/own.reading';
import { cutAt, cuts, wellFormed } from './support/response.grammar';

/** Runs that do not fit into this many milliseconds are left out: a slow machine tests less, not longer. */
const TIME_LIMIT = 12_000;

const BOUNDED = { interruptAfterTimeLimit: TIME_LIMIT, markInterruptAsFailure: false };

describe('the reader of answers, beside node:http', () => {
  it('reads every well-formed answer as Node does, however it is cut', async () => {
    const sameReading = fc.asyncProperty(wellFormed, cuts, async ({ method, bytes }, places) => {
      const pieces = cutAt(bytes, places);
      const node = await nodeReading(method, pieces);
      expect(node.outcome).toBe('complete');
      expect(ownReading(method, pieces)).toEqual({ ...node, why: undefined });
    });
    await fc.assert(sameReading, { ...BOUNDED, numRuns: 2_000 });
  }, 30_000);

  it('takes nothing for a whole answer that Node does not, and refuses more only on purpose', async () => {
    const asStrict = fc.asyncProperty(
      wellFormed,
      mutations,
      cuts,
      async ({ method, bytes }, changes, places) => {
        const text = mutated(bytes, changes);
        const pieces = cutAt(text, places);
        const [node, own] = [await nodeReading(method, pieces), ownReading(method, pieces)];
        if (node.outcome !== 'complete') return expect(own.outcome).not.toBe('complete');
        if (own.outcome === 'complete') return expect(own).toEqual({ ...node, why: undefined });
        throw new Error('stricter ' + own.outcome + ' ' + own.why);
      },
    );
    await fc.assert(asStrict, { ...BOUNDED, numRuns: 6_000 });
  }, 30_000);
});
