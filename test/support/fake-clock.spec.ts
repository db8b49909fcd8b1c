import { FakeClock } from './fake-clock';

describe('the fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = new FakeClock(1_000);
    expect([clock.now(), clock.wallTime()]).toEqual([0, 1_000]);
    clock.advance(5);
    expect([clock.now(), clock.wallTime()]).toEqual([5, 1_005]);
  });

  it('rings each timer at its own moment, in order', () => {
    const clock = new FakeClock();
    const rung: string[] = [];
    clock.after(20, () => rung.push(`late ${clock.now()}`));
    clock.every(8, () => rung.push(`again ${clock.now()}`));
    clock.advance(20);
    expect(rung).toEqual(['again 8', 'again 16', 'late 20']);
  });

  it('never rings a timer that was cancelled, even from the callback of another', () => {
    const clock = new FakeClock();
    const rung = jest.fn();
    const cancelled = clock.after(2, rung);
    clock.after(1, () => cancelled.cancel());
    clock.advance(10);
    expect(rung).not.toHaveBeenCalled();
    expect(clock.timers).toBe(0);
  });
});
