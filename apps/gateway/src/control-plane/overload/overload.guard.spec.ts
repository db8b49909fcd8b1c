import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { LoadShedding, MAX_PRESSURE } from '../../data-plane/upstream/load-shedding';
import { OverloadGuard } from './overload.guard';

describe('the overload guard', () => {
  const SETTINGS = { enabled: true, eventLoopLag: 200, heap: 0.9 };
  let shedding: LoadShedding;
  let clock: FakeClock;
  let heap: number;
  let guard: OverloadGuard;
  let logged: jest.SpyInstance[];

  beforeEach(() => {
    shedding = new LoadShedding();
    clock = new FakeClock();
    heap = 0.5;
    guard = new OverloadGuard(shedding, { heapShare: () => heap }, clock);
    guard.apply(SETTINGS);
    logged = (['warn', 'log'] as const).map((level) =>
      jest.spyOn(Logger.prototype, level).mockImplementation(() => undefined),
    );
  });

  afterEach(() => jest.restoreAllMocks());

  function note(times: number, lag: number, share = 0.5): number {
    for (let time = 0; time < times; time++) guard.note(lag, share);
    return shedding.pressure;
  }

  it('lets a single pause pass', () => {
    expect([note(1, 900), note(1, 10), note(1, 900)]).toEqual([0, 0, 0]);
  });

  it.each([
    ['the event loop is late', 201, 0.5],
    ['the heap is nearly full', 0, 0.91],
  ])('raises the pressure step by step while %s', (_what, lag, share) => {
    expect(note(2, lag, share)).toBeCloseTo(0.1);
    expect(note(9, lag, share)).toBeCloseTo(1);
    expect(note(100, lag, share)).toBe(MAX_PRESSURE);
  });

  it('keeps it between the two limits, and lowers it more slowly than it rose when all is calm', () => {
    note(6, 300);
    expect(note(10, 150)).toBeCloseTo(0.5);
    expect(note(10, 10, 0.88)).toBeCloseTo(0.5);
    expect(note(5, 10)).toBeCloseTo(0.25);
    expect(note(100, 10)).toBe(0);
  });

  it('tells of the beginning and the end, once each', () => {
    note(20, 300);
    note(100, 10);
    expect(logged.map((level) => level.mock.calls.length)).toEqual([1, 1]);
  });

  it('measures for itself', () => {
    clock.advance(1_000);
    expect(shedding.pressure).toBe(0);
    heap = 0.95;
    clock.advance(200);
    expect(shedding.pressure).toBeCloseTo(0.1);
  });

  it('refuses nothing any more when it is turned off', () => {
    note(20, 300);
    guard.apply({ ...SETTINGS, enabled: false });
    expect([shedding.pressure, clock.timers]).toEqual([0, 0]);
  });
});
