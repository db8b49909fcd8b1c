import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { HEARTBEAT } from '../../apps/gateway/src/cluster/membership/heartbeat.script';
import { TAKE } from '../../apps/gateway/src/data-plane/admission/rate-limiting/redis-rate-limit.store';
import * as sessionScripts from '../../apps/gateway/src/data-plane/affinity/stores/redis/redis.scripts';
import { LEASE_MS } from '../../apps/gateway/src/data-plane/affinity/sticky-session';
import { REDIS_CLOCK } from '../../apps/gateway/src/platform/redis/clock-lua';
import { RedisScript } from '../../apps/gateway/src/platform/redis/redis.script';
import {
  ANNOUNCE,
  LEASES,
  LEAVE,
} from '../../apps/gateway/src/control-plane/self-registration/registration.scripts';
import { closedAfterTest } from '../support/closing';
import { ROOT } from '../support/processes';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';

const SOURCES = join(ROOT, 'apps/gateway/src');
const START = 1_800_000_000_000;
const TTL = 5_000;

/** Runs a script while the clock of Redis shows this many milliseconds. */
type Run = (script: RedisScript, now: number, ...values: (string | number)[]) => Promise<unknown>;

/** A write at one moment, the way to read it, and for how many milliseconds it may be seen at most. */
interface Scenario {
  readonly scripts: readonly RedisScript[];
  readonly window: number;
  write(run: Run, now: number): Promise<unknown>;
  /** Returns true if the write still has an effect. */
  isThere(run: Run, now: number): Promise<boolean>;
}

const announce = (run: Run, now: number): Promise<unknown> =>
  run(ANNOUNCE, now, 'main/a', JSON.stringify({ url: 'http://10.0.0.1', ttl: TTL }), TTL, 10);

const IDLE = 3_600_000;

const SCENARIOS: Record<string, Scenario> = {
  'the lease of a create': {
    scripts: [...Object.values(sessionScripts)],
    window: LEASE_MS,
    write: (run, now) => run(sessionScripts.BEGIN, now, IDLE, 'a'),
    isThere: async (run, now) => {
      const [, record] = (await run(sessionScripts.CLAIM, now, IDLE, 'b', 'learn')) as [number, string];
      const [epoch] = record.split(' ');
      const [isForgotten] = (await run(sessionScripts.FORGET, now, IDLE, epoch)) as [number];
      return isForgotten === 0;
    },
  },
  'a rate limit': {
    scripts: [TAKE],
    window: 60_000,
    write: (run, now) => run(TAKE, now, 1_000, 60_000, 60),
    // More than there ever is room for: it changes nothing.
    isThere: async (run, now) => Number(await run(TAKE, now, 1_000, 60_000, 61)) > 0,
  },
  'a gateway': {
    scripts: [HEARTBEAT],
    window: TTL,
    write: (run, now) => run(HEARTBEAT, now, 'gone', 'gone', TTL),
    isThere: async (run, now) =>
      ((await run(HEARTBEAT, now, 'here', 'here', TTL)) as string[]).includes('gone'),
  },
  'a backend that has announced itself': {
    scripts: [ANNOUNCE, LEASES],
    window: TTL,
    write: announce,
    isThere: async (run, now) => ((await run(LEASES, now)) as string[]).includes('main/a'),
  },
  'the memory of a backend that has left': {
    scripts: [LEAVE, LEASES],
    window: 60_000,
    write: (run, now) => run(LEAVE, now, 'main/a', 60_000, '1'),
    isThere: async (run, now) => ((await run(LEASES, now)) as string[]).includes('main/a'),
  },
};

/** The scripts of the gateway that go by the time of Redis. */
function scriptsWithClock(): RedisScript[] {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .filter((name) => readFileSync(join(SOURCES, name), 'utf8').includes('new RedisScript('));
  return files
    .flatMap((name) => Object.values(jest.requireActual<Record<string, unknown>>(join(SOURCES, name))))
    .filter((exported): exported is RedisScript => exported instanceof RedisScript)
    .filter(({ source }) => source.includes('TIME'));
}

describe('scripts for Redis that go by its time', () => {
  it('are all tried here, and have one reading of the time', () => {
    const tried = new Set(Object.values(SCENARIOS).flatMap(({ scripts }) => scripts));
    expect(new Set(scriptsWithClock())).toEqual(tried);
    for (const { source } of tried) expect(source.replace(REDIS_CLOCK, '')).not.toContain('TIME');
  });
});

describeWithRedis('a clock of Redis that is set back', () => {
  let redis: RedisServer;

  const run: Run = (script, now, ...values) => {
    const time = `{ '${Math.floor(now / 1_000)}', '${(now % 1_000) * 1_000}' }`;
    const source = script.source.replace(`redis.call('TIME')`, time);
    return redis.command('EVAL', source, '2', 'kept', 'changes', ...values.map(String));
  };

  beforeEach(async () => {
    redis = closedAfterTest(await RedisServer.start());
  });

  it.each(Object.entries(SCENARIOS))('keeps %s no longer than its time', async (_, scenario) => {
    const { window } = scenario;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: START / 2 }), async (back) => {
        await redis.command('FLUSHALL');
        await scenario.write(run, START);
        expect(await scenario.isThere(run, START - back)).toBe(true);
        expect(await scenario.isThere(run, START - back + window - 2)).toBe(true);
        expect(await scenario.isThere(run, START - back + window + 2)).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});
