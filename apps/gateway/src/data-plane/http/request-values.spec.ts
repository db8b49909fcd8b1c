import * as fc from 'fast-check';
import { cookieText, cookieValues, isRepeated, withoutCookie } from './request-values';

const name = fc.constantFrom('t', 'tt', 'T', 's.id');
const value = fc.stringMatching(/^[\w.=-]{0,8}$/);
const pairs = fc.array(fc.tuple(name, value), { maxLength: 12 });

/** The pairs in `Cookie` lines: so many in each, with the spaces that clients leave out or put in. */
function lines(cookies: readonly (readonly [string, string])[], perLine: number, gap: string): string[] {
  const raw: string[] = [];
  for (let at = 0; at < cookies.length; at += perLine) {
    const text = cookies.slice(at, at + perLine).map(([key, own]) => `${key}=${own}`);
    raw.push(at % 2 === 0 ? 'Cookie' : 'cookie', text.join(`;${gap}`));
  }
  return ['X-Cookie', 't=no', ...raw, 'Cookie2', 't=no'];
}

describe('the cookies of a request', () => {
  it('are read in their order, from all lines', () => {
    fc.assert(
      fc.property(
        pairs,
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('', ' ', '  '),
        (all, perLine, gap) => {
          const raw = lines(all, perLine, gap);
          for (const key of ['t', 'tt', 'T', 's.id'])
            expect(cookieValues(raw, key)).toEqual(all.flatMap(([own, text]) => (own === key ? [text] : [])));
        },
      ),
    );
  });

  it('are all left but those of one name', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const text = cookieText(lines(all, 12, ' ')) ?? '';
        const left = ['Cookie', withoutCookie(text, 't')];
        expect(cookieValues(left, 't')).toEqual([]);
        for (const key of ['tt', 'T', 's.id'])
          expect(cookieValues(left, key)).toEqual(cookieValues(['Cookie', text], key));
      }),
    );
  });

  it('are no more than a browser has', () => {
    const flood = Array.from({ length: 1_000 }, (_, at) => `t=${at}`).join('; ');
    expect(cookieValues(['Cookie', flood], 't')).toHaveLength(16);
  });
});

describe('a header', () => {
  it.each([
    [['X-Key', '1'], false],
    [['X-Key', '1', 'Y', '2'], false],
    [['X-Key', '1', 'x-key', '1'], true],
    [['X-Key', '1', 'X_Key', '2'], true],
    [['X_Key', '2'], true],
    [[], false],
  ])('of %j is unclear: %s', (raw, isUnclear) => expect(isRepeated(raw, 'x-key')).toBe(isUnclear));
});
