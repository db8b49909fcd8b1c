import { RecentRate } from './recent-rate';

function rateAfter(...counts: number[]): number {
  const rate = new RecentRate();
  for (const count of counts) rate.read(count);
  return rate.perSecond;
}

describe('RecentRate', () => {
  it('is nothing before a second has passed', () => {
    expect(new RecentRate(7).perSecond).toBe(0);
  });

  it('is the average of the seconds there were', () => {
    expect(rateAfter(10, 20, 60)).toBe(20);
  });

  it('looks back ten seconds, no further', () => {
    const counts = [1_000, ...Array.from({ length: 10 }, (_, second) => 1_000 + (second + 1) * 5)];
    expect(rateAfter(...counts)).toBe(5);
  });

  it('tells tenths', () => {
    expect(rateAfter(0, 0, 1)).toBe(0.3);
  });
});
