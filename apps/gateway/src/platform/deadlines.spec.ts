import { FakeClock } from '../../../../test/support/fake-clock';
import { DEADLINE_RESOLUTION, Deadlines, type Expiring } from './deadlines';

class Entry implements Expiring {
  expiredAt: number[] = [];

  constructor(
    public deadline: number,
    private readonly clock: FakeClock,
    private readonly onExpire: (entry: Entry) => void = () => undefined,
  ) {}

  expire(): void {
    this.expiredAt.push(this.clock.now());
    this.onExpire(this);
  }
}

describe('Deadlines', () => {
  let clock: FakeClock;
  let deadlines: Deadlines;

  beforeEach(() => {
    clock = new FakeClock();
    deadlines = new Deadlines(clock);
  });

  function watched(deadline: number, onExpire?: (entry: Entry) => void): Entry {
    const entry = new Entry(deadline, clock, onExpire ?? ((own) => deadlines.remove(own)));
    deadlines.add(entry);
    return entry;
  }

  it('expires what is due, never early and late by at most the resolution', () => {
    for (const deadline of [1, 24, 25, 26, 99, 1_000]) {
      const [at] = expiry(deadline);
      expect(at).toBeGreaterThanOrEqual(deadline);
      expect(at).toBeLessThanOrEqual(deadline + DEADLINE_RESOLUTION);
    }
  });

  it('goes by where a deadline was moved to', () => {
    const entry = watched(100);
    clock.advance(80);
    entry.deadline = 1_000;
    clock.advance(900);
    expect(entry.expiredAt).toEqual([]);
    clock.advance(50);
    expect(entry.expiredAt).toHaveLength(1);
  });

  it('never expires what has no deadline, or is not watched any more', () => {
    const [endless, removed] = [watched(Infinity), watched(100)];
    deadlines.remove(removed);
    clock.advance(3_600_000);
    expect([...endless.expiredAt, ...removed.expiredAt]).toEqual([]);
  });

  it('passes over what another one removes as it expires', () => {
    const second = new Entry(50, clock);
    watched(50, (first) => {
      deadlines.remove(first);
      deadlines.remove(second);
    });
    deadlines.add(second);
    clock.advance(100);
    expect(second.expiredAt).toEqual([]);
  });

  it('takes what is added while others expire', () => {
    const second = new Entry(200, clock, (own) => deadlines.remove(own));
    watched(50, (first) => {
      deadlines.remove(first);
      deadlines.add(second);
    });
    clock.advance(300);
    expect(second.expiredAt).toEqual([200]);
  });

  it('needs no timer while nothing is watched', () => {
    expect(clock.timers).toBe(0);
    const entry = watched(Infinity);
    watched(Infinity);
    expect(clock.timers).toBe(1);
    deadlines.remove(entry);
    clock.advance(100);
    expect(clock.timers).toBe(1);
    expect(deadlines.size).toBe(1);
  });

  it('gives its timer back when nothing is watched any more', () => {
    watched(50);
    clock.advance(100);
    expect(clock.timers).toBe(0);
    expect(deadlines.size).toBe(0);
  });

  it('knows the time to its resolution while something is watched', () => {
    watched(Infinity);
    clock.advance(1_010);
    expect(deadlines.now).toBe(1_000);
  });

  it('reads the time again as soon as something is watched again', () => {
    watched(50);
    clock.advance(3_600_000);
    watched(Infinity);
    expect(deadlines.now).toBe(3_600_000);
  });

  /** When an entry with this deadline expires, on a clock of its own. */
  function expiry(deadline: number): number[] {
    clock = new FakeClock();
    deadlines = new Deadlines(clock);
    const entry = watched(deadline);
    clock.advance(2_000);
    return entry.expiredAt;
  }
});
