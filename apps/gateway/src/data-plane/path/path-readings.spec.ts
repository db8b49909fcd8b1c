import * as fc from 'fast-check';
import { removeDotSegments, removePathParameters, decodeAll, mergeSlashes } from './path-normalizations';
import { hasDotSegments, readingsOf } from './path-readings';

function readings(target: string): readonly string[] {
  const result = readingsOf(target);
  if (result.kind === 'malformed') throw new Error(result.reason);
  return [...new Set(result.paths)];
}

describe('readingsOf', () => {
  it.each([
    ['/items/1', ['/items/1']],
    ['/items?next=/../x', ['/items']],
    ['/.well-known/acme', ['/.well-known/acme']],
    ['/a/../b', ['/a/../b', '/b']],
    ['/a/./b', ['/a/./b', '/a/b']],
    ['/a//b', ['/a//b', '/a/b']],
    ['/a;v=1/b', ['/a;v=1/b', '/a/b']],
    ['/%61', ['/%61', '/a']],
    ['/projects/a%2Fb', ['/projects/a%2Fb', '/projects/a/b']],
    ['/a/%2e%2e/b', ['/a/%2e%2e/b', '/a/../b', '/b']],
    ['/a/..;/b', ['/a/..;/b', '/a/../b', '/b']],
  ])('reads %s in every way a backend may (C-23)', (target, expected) => {
    expect([...readings(target)].sort()).toEqual([...expected].sort());
    expect(readings(target)[0]).toBe(expected[0]);
  });

  it.each([
    ['/caf%C3%A9', '/café'],
    ['/caf%c3%a9', '/café'],
    ['/a%20b', '/a b'],
    ['/100%25', '/100%'],
    ['/a%7Bb%7D', '/a{b}'],
  ])('reads %s in one way, since it could not be written otherwise', (target, only) => {
    expect(readings(target)).toEqual([only]);
  });

  it('decodes once, so that an escaped escape is data', () => {
    expect(readings('/a/%252e%252e/b')).toEqual(['/a/%2e%2e/b']);
  });

  it('knows backends that climb before they join slashes, and after', () => {
    expect(readings('/public/../admin//../public')).toEqual(
      expect.arrayContaining(['/public', '/admin/public']),
    );
  });

  it.each([
    ['an asterisk', '*'],
    ['a full URL', 'http://internal/x'],
    ['no slash at the beginning', 'x/y'],
    ['nothing', ''],
    ['a backslash', '/\\evil.example'],
    ['an escaped backslash', '/a%5c..%5cb'],
    ['an escaped NUL', '/a%00'],
    ['an escaped line end', '/a%0d%0ax'],
    ['an escaped DEL', '/a%7f'],
    ['a control character', '/a\x01'],
    ['a space', '/a b'],
    ['a fragment', '/a#b'],
    ['a fragment in the query', '/a?b#c'],
    ['an eight-bit character', '/caf\xe9'],
    ['a bad escape', '/a%zz'],
    ['half an escape', '/a%4'],
    ['overlong UTF-8', '/%c0%ae%c0%ae/x'],
    ['a surrogate in UTF-8', '/%ed%a0%80'],
    ['bytes that are not UTF-8', '/caf%e9'],
  ])('refuses %s (C-22, C-23, C-24)', (_what, target) => {
    expect(readingsOf(target)).toMatchObject({ kind: 'malformed' });
  });

  it('gives up on a path that is made to be read in hundreds of ways', () => {
    const target = '/%2e/b%3b/;%3b;%41..%41.../bb%3b../%2fb/%2e%2f/..;//..//..%2fa%2f/.%3b%2e'.repeat(40);
    expect(readingsOf(target)).toEqual({
      kind: 'malformed',
      reason: 'The path has too many possible meanings.',
    });
  });

  it('finds what any two habits in any order make of a path', () => {
    const habits = [removeDotSegments, removePathParameters, mergeSlashes, decodeAll];
    const atoms = fc.constantFrom('/', '..', '.', '%2e', '%2f', ';', '%3b', 'a', '%61', '%20');
    fc.assert(
      fc.property(fc.array(atoms, { maxLength: 12 }), fc.shuffledSubarray(habits), (parts, order) => {
        const target = `/${parts.join('')}`;
        const made = order.reduce((path, habit) => habit(path), target);
        if (!order.includes(decodeAll)) return;
        expect(readings(target)).toContain(made);
      }),
    );
  });

  it('finds a dot segment wherever a reading has one', () => {
    const atoms = fc.constantFrom('/', '..', '.', '%2e', '%2f', ';', '%3b', 'a');
    fc.assert(
      fc.property(fc.array(atoms, { maxLength: 10 }), (parts) => {
        const target = `/${parts.join('')}`;
        const climbs = readings(target).some((path) => /\/\.\.?(\/|$)/.test(path));
        expect(hasDotSegments(target)).toBe(climbs);
      }),
    );
  });
});
