import { eventually } from '../../support/eventually';
import { type RedisServer } from '../../support/redis-server';

/** One way to have a Redis server refuse something, and to end that. */
export interface Refusing {
  readonly kind: string;
  readonly begin: (redis: RedisServer) => Promise<unknown>;
  readonly end: (redis: RedisServer) => Promise<unknown>;
  readonly settings?: readonly string[];
}

function configured(kind: string, name: string, value: string, before: string): Refusing {
  const set = (to: string) => (redis: RedisServer) => redis.command('CONFIG', 'SET', name, to);
  return { kind, begin: set(value), end: set(before) };
}

/** Waits until a save has failed. */
async function failsToSave(redis: RedisServer): Promise<void> {
  redis.loseFolder();
  await redis.command('CONFIG', 'SET', 'save', '3600 1');
  await redis.command('BGSAVE').catch(() => undefined);
  await eventually(async () =>
    expect(await redis.command<string>('INFO', 'persistence')).toContain('rdb_last_bgsave_status:err'),
  );
}

const primary = (redis: RedisServer) => redis.command('REPLICAOF', 'NO', 'ONE');
const replica = (redis: RedisServer) => redis.command('REPLICAOF', '127.0.0.1', '1');

/** Redis answers, reads, and refuses every change. */
export const WRITES: readonly Refusing[] = [
  configured('OOM', 'maxmemory', '1', '0'),
  configured('NOREPLICAS', 'min-replicas-to-write', '1', '0'),
  { kind: 'READONLY', begin: replica, end: primary },
  {
    kind: 'MISCONF',
    begin: failsToSave,
    end: (redis) => redis.command('CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'no'),
  },
];

/** Redis answers everything with an error. */
export const EVERYTHING: readonly Refusing[] = [
  {
    kind: 'MASTERDOWN',
    begin: replica,
    end: primary,
    settings: ['--replica-serve-stale-data', 'no'],
  },
  {
    kind: 'BUSY',
    settings: ['--busy-reply-threshold', '50'],
    begin: (redis) => {
      redis.command('EVAL', 'while true do end', '0').catch(() => undefined);
      return eventually(() => expect(redis.command('PING')).rejects.toThrow(/^BUSY/));
    },
    end: (redis) => redis.command('SCRIPT', 'KILL'),
  },
];

const permit =
  (...rules: string[]) =>
  (redis: RedisServer) =>
    redis.command('ACL', 'SETUSER', 'default', ...rules);

/** Some of what gateways call is refused. */
export const CALLS: readonly Refusing[] = [
  { kind: 'NOPERM', begin: permit('-eval', '-evalsha'), end: permit('+@all') },
  { kind: 'NOPERM', begin: permit('-hgetall'), end: permit('+@all') },
  { kind: 'NOPERM', begin: permit('-time'), end: permit('+@all') },
  { kind: 'NOPERM', begin: permit('resetkeys', '~other:*'), end: permit('~*') },
  {
    kind: 'WRONGTYPE',
    begin: (redis) =>
      Promise.all(
        ['operators', 'gateways', 'registry'].map((key) =>
          redis.command('SET', `load-distributer:${key}`, 'x'),
        ),
      ),
    end: (redis) => redis.command('FLUSHALL'),
  },
];

/** Checks all of these ways side by side, since most of each is waiting. A failure names the kind. */
export async function together(
  ways: readonly Refusing[],
  check: (way: Refusing) => Promise<void>,
): Promise<void> {
  const outcomes = await Promise.allSettled(ways.map(check));
  const failures = outcomes.flatMap((outcome, at) =>
    outcome.status === 'rejected' ? [`${ways[at].kind}: ${String(outcome.reason)}`] : [],
  );
  expect(failures).toEqual([]);
}
