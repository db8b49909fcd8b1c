import { ago, count, counted, time } from './words';

describe('words', () => {
  it.each([
    [0, '0'],
    [1.25, '1.3'],
    [123.4, '123'],
    [9_999, '9,999'],
    [12_345, '12.3K'],
    [4_200_000, '4.2M'],
  ])('reads %d as %s', (value, text) => expect(count(value)).toBe(text));

  it.each([
    [null, '–'],
    [0.4, '0.4 ms'],
    [12.6, '13 ms'],
    [1_240, '1.2 s'],
  ])('reads %s milliseconds as %s', (value, text) => expect(time(value)).toBe(text));

  it.each([
    [1, 'now'],
    [59.9, '59 s ago'],
    [61, '1 min ago'],
    [7_300, '2 h ago'],
    [180_000, '2 d ago'],
  ])('reads %d seconds as %s', (value, text) => expect(ago(value)).toBe(text));

  it('knows one from many', () => {
    expect([counted(1, 'session'), counted(0, 'session')]).toEqual(['1 session', '0 sessions']);
  });
});
