import * as fc from 'fast-check';
import { readingsOf } from './path-readings';
import { plainPathEnd } from './plain-path';

describe('plainPathEnd', () => {
  it('gives the length of a plain path', () => {
    expect(plainPathEnd('/')).toBe(1);
    expect(plainPathEnd('/items/1')).toBe(8);
    expect(plainPathEnd('/items/?item_id=1')).toBe(7);
    expect(plainPathEnd('/?')).toBe(1);
    expect(plainPathEnd('/a!"$&\'()*+,-.:<=>@[]^_`{|}~')).toBe(28);
    expect(plainPathEnd('/items?next=//a/../b;c%2f\\')).toBe(6);
  });

  it.each(['', '*', 'x', '//', '/a//b', '/../a', '/a/.b', '/a%20', '/a;b', '/a\\b', '/a b', '/a#', '/a?b#'])(
    'leaves %j to a closer look',
    (target) => expect(plainPathEnd(target)).toBe(-1),
  );

  it('decides in linear time', () => {
    // A pattern that went back would not end within a lifetime.
    expect(plainPathEnd(`${'/a'.repeat(50_000)}%`)).toBe(-1);
  });

  it('never passes what a closer look would refuse or read in two ways', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'/.%;\\#? a2e\x7f\xff~') }), (tail) => {
        const target = `/${tail}`;
        const end = plainPathEnd(target);
        if (end < 0) return;
        expect(readingsOf(target)).toMatchObject({ kind: 'readings' });
        const result = readingsOf(target);
        expect(result.kind === 'readings' && [...new Set(result.paths)]).toEqual([target.slice(0, end)]);
      }),
    );
  });
});
