import { touchInterval } from './touch-interval';

describe('touchInterval', () => {
  it('is a second for sessions that are kept for long', () => {
    expect(touchInterval(3_600_000)).toBe(1_000);
  });

  it('is a tenth of the idle time of those that are not', () => {
    expect(touchInterval(2_000)).toBe(200);
  });
});
