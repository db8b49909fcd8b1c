import fc from 'fast-check';
import { decoded, encoded, RedisKeys } from './redis-key';

/** Any text at all, halves of characters included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));

describe('a key in Redis', () => {
  it('holds no character that means anything to Redis, and stands for one text only', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(encoded(text)).toMatch(/^[\w.~%-]*$/);
        expect(decoded(encoded(text))).toBe(text);
      }),
    );
  });

  it.each([
    '*',
    '?',
    '[a]',
    '{a}',
    "'",
    '(',
    '!',
    '\0',
    '\r\n',
    ' ',
    ':',
    '/',
    '%',
    '%u0041',
    '😀',
    '\ud83d',
  ])('stands for %j alone', (text) => {
    expect(decoded(encoded(text))).toBe(text);
  });

  it('leads back to the session', () => {
    const keys = new RedisKeys('app:session:');
    expect(keys.of('items/main/a b/c')).toBe('app:session:items/main/a%20b%2Fc');
    expect(keys.sessionKeyOf(keys.of('items/main/a b/c'))).toBe('items/main/a b/c');
    expect(keys.sessionKeyOf('app:session:items/main/%zz')).toBeUndefined();
  });

  it('of a session without a pool, or of a set of pools, is the key of no session', () => {
    const keys = new RedisKeys('app:session:');
    expect(keys.sessionKeyOf(keys.withoutPool('items/main/1'))).toBeUndefined();
    expect(keys.sessionKeyOf(keys.poolsOf('items'))).toBeUndefined();
  });

  it('is looked for by a pattern that no text can change', () => {
    expect(new RedisKeys('app:session:').pattern('items', 'main', '*[x]')).toBe(
      'app:session:items/main/%2A%5Bx%5D*',
    );
  });
});
