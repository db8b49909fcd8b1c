import fc from 'fast-check';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { LeastRecentlyUsed } from './least-recently-used';

describe('the sessions that were used least recently', () => {
  it('are as many as asked for, of any number in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 })),
        fc.integer({ min: 0, max: 20 }),
        (times, size) => {
          const oldest = new LeastRecentlyUsed(size);
          for (const lastUsedAt of times) oldest.add({ lastUsedAt } as StickySession);
          const ascending = (one: number, other: number): number => one - other;
          expect(oldest.sessions.map(({ lastUsedAt }) => lastUsedAt).sort(ascending)).toEqual(
            [...times].sort(ascending).slice(0, size),
          );
        },
      ),
    );
  });
});
