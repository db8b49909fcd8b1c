import { simulateDay } from '../../bench/scale/day';
import { compareMembership } from '../../bench/scale/membership';
import { readScaleOptions } from '../../bench/scale/options';
import { reportText } from '../../bench/scale/report';
import { scenarioOf } from '../../bench/scale/scenario';
import { compareSelectors } from '../../bench/scale/selectors';

const SMALL = { backends: 10, sessions: 4_000 };
const quiet = (): void => undefined;

describe('the simulator', () => {
  it('says the same again for the same seed, and something else for another', async () => {
    const day = (seed: number) => simulateDay(scenarioOf({ ...SMALL, seed }), quiet);
    const first = await day(7);
    expect(await day(7)).toEqual(first);
    expect(await day(8)).not.toEqual(first);
  });

  it('ends every request exactly once, whatever goes wrong', async () => {
    const day = await simulateDay(scenarioOf(SMALL), quiet);
    const lost = [...day.lost.values()].reduce((sum, count) => sum + count, 0);
    expect(day.begun).toBeGreaterThan(10_000);
    expect(day.ended).toBe(day.begun);
    expect(day.answered + lost).toBe(day.begun);
    const unnoticed = day.incidents.filter(({ noticed, victims }) => noticed.count < victims);
    // Two seconds are too short for a backend to count as slow.
    expect(unnoticed.map(({ fault }) => fault)).toEqual(['slow']);
  });

  it('never moves a session from its owner, but for the operator, and creates nothing twice', async () => {
    const { sessions, scaling, refusedOwned } = await simulateDay(scenarioOf(SMALL), quiet);
    expect(scaling).toMatchObject({ joined: 1, left: 1 });
    expect(scaling.moved).toBeGreaterThan(0);
    expect(refusedOwned).toBeGreaterThan(0);
    expect(sessions.live).toBeGreaterThan(3_000);
    expect(sessions).toMatchObject({ astray: 0, unknown: 0, createdTwice: 0, falseDenials: 0 });
  });

  it('finds what is known of the policies', async () => {
    const reports = await compareSelectors(10, 1, quiet);
    const of = (name: string) => reports.find(({ selector }) => selector === name)!;
    expect(of('round-robin').equal.requests).toBeLessThan(1.01);
    expect(of('least-requests').equal.inFlight).toBeLessThan(of('random').equal.inFlight);
    expect(of('least-requests').latencyWithSlow).toBeLessThan(of('round-robin').latencyWithSlow);
  });

  it('finds that one of n backends takes about 1/n of the keys with it, and that a cookie moves no client without need', async () => {
    for (const { mode, joining, leaving } of await compareMembership(10, 1)) {
      expect(joining).toBeCloseTo(mode === 'cookie' ? 0 : 1 / 11, 1);
      expect(leaving).toBeCloseTo(1 / 10, 1);
    }
  });

  it('tells people of a day', async () => {
    const day = await simulateDay(scenarioOf(SMALL), quiet);
    expect(reportText({ day, selectors: [], membership: [] })).toContain('zone loss');
  });

  it('refuses options that it does not know', () => {
    expect(readScaleOptions(['--full'])).toMatchObject({ backends: 1_000, sessions: 10_000_000 });
    expect(() => readScaleOptions(['--backend', '3'])).toThrow('Known are --backends');
    expect(() => readScaleOptions(['--backends', '3'])).toThrow('4 at least');
    expect(() => readScaleOptions(['--sessions', 'many'])).toThrow('--sessions takes a whole number');
  });
});
