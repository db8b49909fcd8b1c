import fc from 'fast-check';
import { mutated, mutations } from './support/mutations';
import { nodeReading } from './support/node-reading';
import { ownReading } from './support/own-reading';
import { cutAt, cuts, wellFormed } from './support/response-grammar';
import {
  holdsClosingInterim,
  holdsTabBehindCoding,
  holdsTabBehindLength,
  isStricterOnPurpose,
} from './support/stricter-on-purpose';

/** A slow machine makes fewer runs, not longer ones. */
const BOUNDED = { interruptAfterTimeLimit: 10_000, markInterruptAsFailure: false };

// When one of these fails, fast-check prints the seed and the path that lead back to the smallest counterexample.
describe('the reader of answers, beside node:http', () => {
  it('reads every well-formed answer as Node does, however it is cut', async () => {
    const readsTheSame = fc.asyncProperty(wellFormed, cuts, async ({ method, bytes }, places) => {
      const pieces = cutAt(bytes, places);
      const node = await nodeReading(method, pieces);
      expect(node.outcome).toBe('complete');
      expect(ownReading(method, pieces)).toEqual({ ...node, why: undefined });
    });
    await fc.assert(readsTheSame, { ...BOUNDED, numRuns: 5_000 });
  });

  it('takes nothing for whole that Node does not, and refuses more only on purpose', async () => {
    const isAsStrict = fc.asyncProperty(
      wellFormed,
      mutations,
      cuts,
      async ({ method, bytes }, changes, places) => {
        const text = mutated(bytes, changes);
        const pieces = cutAt(text, places);
        const [node, own] = [await nodeReading(method, pieces), ownReading(method, pieces)];
        if (node.outcome !== 'complete') {
          if (!holdsTabBehindLength(text) && !holdsClosingInterim(text))
            expect(own.outcome).not.toBe('complete');
        } else if (!isStricterOnPurpose(own.why, text) && !holdsTabBehindCoding(text)) {
          expect(own).toEqual({ ...node, why: undefined });
        }
      },
    );
    await fc.assert(isAsStrict, { ...BOUNDED, numRuns: 20_000 });
  });

  it('reads pieces of an answer as it does the whole', () => {
    const readsTheSame = fc.property(wellFormed, mutations, cuts, ({ method, bytes }, changes, places) => {
      const text = mutated(bytes, changes);
      const [whole, cut] = [ownReading(method, cutAt(text, [])), ownReading(method, cutAt(text, places))];
      // How much of a response is reported before it is refused depends on how much of it has arrived.
      if (whole.outcome === 'refused') expect([cut.outcome, cut.why]).toEqual([whole.outcome, whole.why]);
      else expect(cut).toEqual(whole);
    });
    fc.assert(readsTheSame, { ...BOUNDED, numRuns: 5_000 });
  });
});
