import { formatHundredths, Timestamps } from './format-numbers';

describe('formatHundredths', () => {
  it.each([
    [0, '0.00'],
    [0.004, '0.00'],
    [0.005, '0.01'],
    [1.999, '2.00'],
    [12.34, '12.34'],
    [123_456_789.1, '123456789.10'],
  ])('writes %d as %s', (milliseconds, text) => {
    expect(formatHundredths(milliseconds)).toBe(text);
  });
});

describe('Timestamps', () => {
  it('writes each second once, and every millisecond of it', () => {
    const seconds: number[] = [];
    const timestamps = new Timestamps((second) => {
      seconds.push(second);
      return String(second);
    });
    const times = [1_000, 1_007, 1_999, 2_000, 1_795_565_176_042];
    expect(times.map((time) => timestamps.millisecondOf(time))).toEqual(times.map(String));
    expect(seconds).toEqual([1, 2, 1_795_565_176]);
  });
});
