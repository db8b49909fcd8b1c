import { decimalNumber, wholeNumber } from './reading';

describe('wholeNumber', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['-1', -1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %j', (text, number) => {
    expect(wholeNumber(text)).toBe(number);
  });

  it.each(['', ' 1', '01', '-0', '+1', '1.0', '1e3', '0x10', '1_000', '١', 'x'])(
    'leaves %j alone',
    (text) => {
      expect(wholeNumber(text)).toBe(text);
    },
  );

  it.each([undefined, null, true, ['1'], { item_id: '1' }])('leaves %j alone, which is no text', (value) => {
    expect(wholeNumber(value)).toBe(value);
  });
});

describe('decimalNumber', () => {
  it.each([
    ['10.0', 10],
    ['10.', 10],
    ['.5', 0.5],
    ['-1.5', -1.5],
    ['+2', 2],
    ['1E3', 1000],
    [10.5, 10.5],
  ])('reads %j', (value, number) => {
    expect(decimalNumber(value)).toBe(number);
  });

  it.each(['', '.', ' 1', '0x10', 'NaN', 'Infinity', '1,5', '1_000', 'e5'])('leaves %j alone', (text) => {
    expect(decimalNumber(text)).toBe(text);
  });

  it.each([undefined, null, true, ['1'], {}])(
    'leaves %j alone, which is neither number nor text',
    (value) => {
      expect(decimalNumber(value)).toBe(value);
    },
  );
});
