import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { Random } from '../../platform/random';
import { type StateChange } from '../../data-plane/upstream/backend-state';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { Pool } from '../../data-plane/upstream/pool';
import { RetryBudget } from '../../data-plane/upstream/retry-budget';
import { BackendCheck } from './backend-check';
import { type HealthSettings } from './health-settings';
import { type HealthProbe, type ProbeResult } from './probe';

const SETTINGS: HealthSettings = {
  enabled: true,
  method: 'GET',
  status: [],
  headers: {},
  interval: 2_000,
  fastInterval: 500,
  downInterval: 5_000,
  timeout: 1_000,
  fall: 3,
  rise: 2,
  jitter: 0,
  drainOn404: false,
};

/** Dice that always show the same. */
class FixedRandom extends Random {
  constructor(private readonly value: number) {
    super();
  }
  fraction(): number {
    return this.value;
  }
}

/** Responds when the test says so. */
class ScriptedProbe implements HealthProbe {
  readonly askedAt: number[] = [];
  answer: ((result: ProbeResult) => void) | undefined;

  constructor(private readonly clock: FakeClock) {}

  ask(signal: AbortSignal): Promise<ProbeResult> {
    this.askedAt.push(this.clock.now());
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

function aCheck(settings: Partial<HealthSettings> = {}, chance = 0.5) {
  const clock = new FakeClock();
  const states = new BackendStates(clock, new ErrorGuard(clock));
  const backend = aBackend('a');
  const pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(clock, 0));
  pool.setBackends([backend]);
  const changes: StateChange[] = [];
  states.observe({ stateChanged: (_pool, _backend, change) => void changes.push(change) });
  const probe = new ScriptedProbe(clock);
  const context = { states, clock, random: new FixedRandom(chance) };
  const check = new BackendCheck(pool, backend, probe, { ...SETTINGS, ...settings }, context);
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { clock, backend, changes, probe, check, settle };
}

/** Asks once for each result, and tells when it asked. */
async function asked(results: ProbeResult['kind'][], own: ReturnType<typeof aCheck>): Promise<number[]> {
  for (const kind of results) {
    const before = own.probe.askedAt.length;
    while (own.probe.askedAt.length === before) own.clock.advance(100);
    own.probe.answer!(kind === 'passed' || kind === 'skipped' ? { kind } : { kind, reason: 'why' });
    await own.settle();
  }
  return own.probe.askedAt;
}

describe('BackendCheck', () => {
  it('asks often until it knows, then at leisure', async () => {
    const own = aCheck();
    own.check.start(100);
    expect(await asked(['failed', 'passed', 'passed', 'passed'], own)).toEqual([100, 600, 2_600, 4_600]);
  });

  it('asks often while requests wait for a backend that is down, from the moment they do', async () => {
    const own = aCheck({ fall: 1 });
    own.check.start(100);
    await asked(['failed', 'failed'], own);
    expect(own.backend.health).toBe('unhealthy');
    const last = own.clock.now();
    own.clock.advance(1_000);
    own.backend.waiting = 1;
    const times = await asked(['failed', 'failed'], own);
    expect(times.slice(-2).map((time) => time - last)).toEqual([1_500, 2_000]);
    own.backend.waiting = 0;
    const further = await asked(['failed', 'failed'], own);
    expect(further.slice(-2).map((time) => time - last - 2_000)).toEqual([500, 5_500]);
  });

  it('does not blame a backend if the gateway has no socket for the probe', async () => {
    const own = aCheck();
    own.check.start(100);
    await asked(['passed', 'skipped', 'skipped', 'skipped', 'failed', 'failed', 'skipped'], own);
    expect(own.changes.map(({ to }) => to)).toEqual(['healthy']);
    await asked(['failed'], own);
    expect(own.changes.map(({ to }) => to)).toEqual(['healthy', 'unhealthy']);
  });

  it('asks often while a healthy one fails, seldom when it is down, often again when it rises', async () => {
    const own = aCheck();
    own.check.start(100);
    const results = ['passed', 'failed', 'failed', 'failed', 'failed', 'passed', 'passed', 'passed'] as const;
    const times = await asked([...results], own);
    expect(times.map((time, at) => time - (times[at - 1] ?? 0))).toEqual([
      100, 2_000, 500, 500, 5_000, 5_000, 500, 2_000,
    ]);
    expect(own.changes.map(({ to, reason }) => `${to}: ${reason}`)).toEqual([
      'healthy: a probe passed',
      'unhealthy: 3 probes in a row failed: why',
      'healthy: 2 probes in a row passed',
    ]);
  });

  it('never asks twice at once, and gives up in time', async () => {
    const own = aCheck({ fall: 1 });
    own.check.start(0);
    own.clock.advance(999);
    expect(own.probe.askedAt).toHaveLength(1);
    own.clock.advance(1);
    await own.settle();
    expect(own.changes[0].reason).toBe('a probe failed: no response within 1000 ms');
    own.clock.advance(5_000);
    expect(own.probe.askedAt).toHaveLength(2);
  });

  it.each([
    [0, 1_600],
    [0.5, 2_000],
    [1, 2_400],
  ])('moves each interval by chance: %d makes it %d ms', async (chance, interval) => {
    const own = aCheck({ jitter: 0.2 }, chance);
    own.check.start(100);
    const [first, second] = await asked(['passed', 'passed'], own);
    expect(second - first).toBe(interval);
  });

  it('drains a backend that asks for it, without taking it for ill, and ends that with a pass', async () => {
    const own = aCheck();
    own.check.start(100);
    await asked(['passed', 'draining'], own);
    expect([own.backend.state, own.backend.acceptsOwnedRequests]).toEqual(['draining', true]);
    await asked(['passed'], own);
    expect(own.changes.map(({ to, reason }) => `${to}: ${reason}`)).toEqual([
      'healthy: a probe passed',
      'draining: why',
      'healthy: a probe passed',
    ]);
  });

  it('looks closely at one that is ejected', async () => {
    const own = aCheck();
    own.check.start(100);
    own.backend.isEjected = true;
    expect(await asked(['passed', 'passed'], own)).toEqual([100, 600]);
    expect(own.backend.passes).toBe(2);
  });

  it('is empty when it was stopped in the middle of a probe, and asks no more', async () => {
    const own = aCheck({ fall: 1 });
    own.check.start(0);
    own.clock.advance(0);
    own.check.stop();
    await own.settle();
    own.clock.advance(60_000);
    expect([own.changes, own.probe.askedAt.length, own.clock.timers]).toEqual([[], 1, 0]);
  });
});
