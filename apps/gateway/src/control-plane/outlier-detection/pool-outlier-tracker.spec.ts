import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { aBackend } from '../../../../../test/support/some-backends';
import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { UpstreamConnectError, UpstreamTimeoutError } from '../../data-plane/errors/upstream.errors';
import { type Backend } from '../../data-plane/upstream/backend';
import { BackendStates } from '../../data-plane/upstream/backend-states';
import { Pool } from '../../data-plane/upstream/pool';
import { RetryBudget } from '../../data-plane/upstream/retry-budget';
import { type OutlierSettings } from './outlier-settings';
import { LOOK_MS, PoolOutlierTracker } from './pool-outlier-tracker';

const SETTINGS: OutlierSettings = {
  enabled: true,
  consecutiveFailures: 5,
  failureRatio: 0.5,
  minRequests: 20,
  baseEjectionTime: 30_000,
  maxEjectionTime: 300_000,
  maxEjectedRatio: 0.5,
  latency: { enabled: true, factor: 3, minDifference: 20, duration: 750 },
};

/** A pool whose traffic is in the hands of the test. */
class Watched {
  readonly clock = new FakeClock();
  readonly changes: string[] = [];
  readonly pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, new RetryBudget(this.clock, 0));
  readonly watch: PoolOutlierTracker;

  constructor(names: string, settings: Partial<OutlierSettings> = {}) {
    const states = new BackendStates(this.clock, new ErrorGuard(this.clock));
    states.observe({
      stateChanged: (_pool, { id }, { to, reason }) => void this.changes.push(`${id} ${to}: ${reason}`),
    });
    this.pool.setBackends(names.split(' ').map((name) => aBackend(name)));
    this.watch = new PoolOutlierTracker(this.pool, { ...SETTINGS, ...settings }, states, this.clock);
  }

  backend(name: string): Backend {
    return this.pool.find(name)!;
  }

  fail(name: string, times = 1, error: ProxyError = new UpstreamTimeoutError()): void {
    for (let time = 0; time < times; time++) this.watch.failed(this.backend(name), error.code, error);
  }

  answer(name: string, times = 1, milliseconds = 5): void {
    const backend = this.backend(name);
    for (let time = 0; time < times; time++) {
      backend.requests++;
      backend.noteLatency(milliseconds, this.clock.now());
      backend.traffic.totalResponses++;
      backend.traffic.responses++;
      backend.traffic.consecutiveFailures = 0;
      if (backend.isEjected) this.watch.completed(backend);
    }
  }

  /** Time passes, and the pool is looked at; before each look `each` happens. */
  pass(milliseconds: number, each: () => void = () => undefined): void {
    for (let time = 0; time < milliseconds; time += LOOK_MS) {
      each();
      this.clock.advance(LOOK_MS);
      this.watch.look();
    }
  }

  get ejected(): string[] {
    return this.pool.backends.filter(({ isEjected }) => isEjected).map(({ id }) => id);
  }
}

describe('failures', () => {
  it('eject after five in a row, not before', () => {
    const own = new Watched('a b c');
    own.fail('a', 4);
    expect(own.ejected).toEqual([]);
    own.fail('a');
    expect(own.changes).toEqual([
      'a ejected: 5 requests in a row failed, the last: upstream_timeout; out for 30 s',
    ]);
    expect(own.pool.available.map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('in a row are those without a good answer between them', () => {
    const own = new Watched('a b', { failureRatio: 0 });
    for (let turn = 0; turn < 20; turn++) {
      own.fail('a', 4);
      own.answer('a');
    }
    expect(own.ejected).toEqual([]);
  });

  it('eject when they are half of the recent requests', () => {
    const own = new Watched('a b');
    for (let turn = 0; turn < 10; turn++) {
      own.fail('a');
      own.answer('a');
      own.answer('b', 2);
    }
    own.pass(LOOK_MS);
    expect(own.changes).toEqual(['a ejected: 50 % of its recent requests failed; out for 30 s']);
  });

  it('do not when there are too few requests to tell, or the share was long ago', () => {
    const own = new Watched('a b');
    own.fail('a', 4);
    own.answer('a');
    own.fail('a', 4);
    own.pass(LOOK_MS);
    expect(own.ejected).toEqual([]);
    own.pass(30_000, () => own.answer('a', 5));
    expect(own.ejected).toEqual([]);
  });

  it.each([
    ['a', []],
    ['a b', ['a']],
    ['a b c', ['a']],
    ['a b c d', ['a', 'b']],
    ['a b c d e', ['a', 'b']],
  ])('of all of %s eject %j: half of the pool at most, but one where there are others', (names, ejected) => {
    const own = new Watched(names);
    for (const { id } of own.pool.backends) own.fail(id, 10);
    expect(own.ejected).toEqual(ejected);
  });

  it('eject no backend beyond those that are unhealthy already', () => {
    const own = new Watched('a b');
    own.backend('b').health = 'unhealthy';
    own.fail('a', 10);
    expect(own.ejected).toEqual([]);
  });

  it('eject no backend if that is turned off, and let ejected ones return', () => {
    const own = new Watched('a b');
    own.fail('a', 5);
    own.watch.settings = { ...SETTINGS, enabled: false };
    own.pass(LOOK_MS);
    own.fail('b', 50);
    expect(own.ejected).toEqual([]);
  });
});

describe('an ejected backend', () => {
  /** The next request that may try an ejected backend. */
  function trial(own: Watched): string | undefined {
    return own.pool.takeTrial(true)?.id;
  }

  it('gets nothing for its time, then one request at a time, and is back after five good answers', () => {
    const own = new Watched('a b');
    own.fail('a', 5);
    own.pass(30_000 - LOOK_MS, () => expect(trial(own)).toBeUndefined());
    own.pass(LOOK_MS);
    for (let count = 1; count <= 5; count++) {
      expect([trial(own), trial(own)]).toEqual(['a', undefined]);
      expect(own.ejected).toEqual(['a']);
      own.answer('a');
      own.pass(LOOK_MS);
    }
    expect(own.ejected).toEqual([]);
    expect(own.changes.at(-1)).toBe('a unknown: 5 trial requests succeeded');
    expect(own.pool.trial).toBeUndefined();
  });

  it('is out longer each time, up to the limit', () => {
    const own = new Watched('a b', { maxEjectionTime: 70_000 });
    own.fail('a', 5);
    for (let time = 0; time < 3; time++) {
      own.pass(70_000);
      own.fail('a');
    }
    const times = own.changes.filter((change) => change.includes('ejected'));
    expect(times).toEqual([
      'a ejected: 5 requests in a row failed, the last: upstream_timeout; out for 30 s',
      ...[60, 70, 70].map((time) => `a ejected: it failed its trial: upstream_timeout; out for ${time} s`),
    ]);
    own.pass(70_000 - LOOK_MS, () => expect(trial(own)).toBeUndefined());
    own.pass(LOOK_MS);
    expect(trial(own)).toBe('a');
  });

  it('has served its sentence down after it served well for as long', () => {
    const own = new Watched('a b');
    const out = (): number => {
      own.fail('a', 5);
      let time = 0;
      for (; own.pool.trial === undefined; time += LOOK_MS) own.pass(LOOK_MS);
      own.answer('a', 5);
      return time;
    };
    expect([out(), out()]).toEqual([30_000, 60_000]);
    own.pass(120_000, () => own.answer('a'));
    expect(out()).toBe(30_000);
  });

  it('is tried early when probes show that it can be connected to again', () => {
    const own = new Watched('a b');
    own.fail('a', 5, new UpstreamConnectError());
    own.backend('a').passes = 1;
    own.pass(1_000);
    expect(trial(own)).toBeUndefined();
    own.backend('a').passes = 2;
    own.pass(LOOK_MS);
    expect(trial(own)).toBe('a');
  });

  it('is not when it could be connected to all the time', () => {
    const own = new Watched('a b');
    own.fail('a', 5);
    own.backend('a').passes = 50;
    own.pass(1_000);
    expect(trial(own)).toBeUndefined();
  });

  it('is tried with requests that can do no harm, and with any when there are none', () => {
    const own = new Watched('a b');
    own.fail('a', 5);
    own.pass(31_000);
    expect(own.pool.takeTrial(false)).toBeUndefined();
    own.pass(5_000);
    expect(own.pool.takeTrial(false)?.id).toBe('a');
  });

  it('is not tried while probes or operators speak against it', () => {
    const own = new Watched('a b');
    own.fail('a', 5);
    own.backend('a').health = 'unhealthy';
    own.pass(40_000);
    expect(trial(own)).toBeUndefined();
  });
});

describe('latency', () => {
  const traffic = (own: Watched, slow: number, per = 50): void => {
    own.answer('a', per, slow);
    for (const name of ['b', 'c', 'd']) own.answer(name, per, 5);
  };

  it('ejects who takes several times as long as the others, within two seconds of 200 requests each', () => {
    const own = new Watched('a b c d');
    own.pass(5_000, () => traffic(own, 5));
    own.pass(1_750, () => traffic(own, 100));
    expect(own.changes).toEqual([
      expect.stringMatching(/^a ejected: it responds in \d+\.\d ms, the others in \d\.\d ms/),
    ]);
  });

  it('ejects who is slow in a pool where each has two requests a second', () => {
    const own = new Watched('a b c d');
    let look = 0;
    const rarely = (slow: number) => (): void => {
      if (look++ % 2 === 0) traffic(own, slow, 1);
    };
    own.pass(10_000, rarely(5));
    own.pass(7_000, rarely(100));
    expect(own.ejected).toEqual(['a']);
  });

  it('lets pass what lasts a moment only', () => {
    const own = new Watched('a b c d');
    own.pass(5_000, () => traffic(own, 5));
    own.pass(500, () => traffic(own, 100));
    own.pass(5_000, () => traffic(own, 5));
    expect(own.ejected).toEqual([]);
  });

  it.each([
    ['less than three times as long', 14],
    ['three times as long, but by less than 20 ms', 20],
  ])('lets pass what is %s', (_what, slow) => {
    const own = new Watched('a b c d');
    own.pass(5_000, () => traffic(own, slow));
    expect(own.ejected).toEqual([]);
  });

  it('lets pass single slow answers', () => {
    const own = new Watched('a b c d');
    own.pass(5_000, () => {
      traffic(own, 5);
      own.answer('a', 10, 5_000);
    });
    expect(own.ejected).toEqual([]);
  });

  it('reports nothing for a pool of one, nor for one without a comparison', () => {
    const own = new Watched('a b');
    own.pass(5_000, () => own.answer('a', 50, 900));
    expect(own.ejected).toEqual([]);
  });

  it('keeps who is slow still on its trial out', () => {
    const own = new Watched('a b c d');
    own.pass(2_000, () => traffic(own, 100));
    const tries: string[] = [];
    own.pass(33_000, () => {
      for (const name of ['b', 'c', 'd']) own.answer(name, 50, 5);
      if (own.pool.takeTrial(true) === undefined) return;
      tries.push('a');
      own.answer('a', 1, 100);
    });
    expect([tries.length, own.ejected]).toEqual([5, ['a']]);
    expect(own.changes).toEqual([
      expect.stringMatching(/^a ejected: it responds in .*; out for 30 s$/),
      expect.stringMatching(/^a ejected: it failed its trial: it responds in .*; out for 60 s$/),
    ]);
  });
});

describe('silence', () => {
  /** Requests that `name` takes and does not answer. */
  function ignored(own: Watched, name: string, count: number): void {
    own.backend(name).requests += count;
    own.backend(name).inFlight += count;
  }

  it('ejects who responds to no requests while the others do', () => {
    const own = new Watched('a b');
    own.pass(1_000, () => own.answer('a', 10));
    own.pass(1_500, () => {
      own.answer('b', 10);
      ignored(own, 'a', 10);
    });
    expect(own.changes[0]).toMatch(/^a ejected: it responds to no requests/);
  });

  it('ejects no backend for a few slow requests, nor if all are silent', () => {
    const few = new Watched('a b');
    ignored(few, 'a', 9);
    few.pass(10_000, () => few.answer('b', 10));
    expect(few.ejected).toEqual([]);
    const all = new Watched('a b');
    all.pass(10_000, () => ['a', 'b'].forEach((name) => ignored(all, name, 10)));
    expect(all.ejected).toEqual([]);
  });
});

it('knows how long 95 % of the answers took', () => {
  const own = new Watched('a b');
  own.answer('a', 90, 5);
  own.answer('b', 10, 200);
  own.pass(LOOK_MS);
  expect(own.pool.p95 / 200).toBeCloseTo(1, 0);
});
