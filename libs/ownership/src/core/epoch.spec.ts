import { isEpoch, parseEpoch } from './epoch';

describe('an epoch', () => {
  it.each([
    ['1', 1],
    ['9007199254740991', 2 ** 53 - 1],
  ])('is a decimal integer: %s', (text, epoch) => expect(parseEpoch(text)).toBe(epoch));

  it.each([
    '',
    '0',
    '-1',
    '+1',
    '01',
    '1.0',
    '1e3',
    ' 1',
    '1 ',
    '1, 1',
    '0x1',
    '9007199254740992',
    '1'.repeat(17),
    '١',
  ])('is nothing else: %j', (text) => expect(parseEpoch(text)).toBeUndefined());

  it.each([0, -1, 1.5, 2 ** 53, NaN, Infinity, '1', null, undefined])(
    'is a number in JSON, but not %p',
    (value) => expect(isEpoch(value)).toBe(false),
  );
});
