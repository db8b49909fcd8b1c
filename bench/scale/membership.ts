import { AttemptLog } from '../../apps/gateway/src/data-plane/exchange/attempt-log';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import { HashMode } from '../../apps/gateway/src/data-plane/affinity/modes/hash-mode';
import { SignedCookie } from '../../apps/gateway/src/data-plane/affinity/modes/signed-cookie';
import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import { RULE, SESSION_HEADER } from './world-settings';
import { scenarioOf } from './scenario';
import { keyOf } from './simulated-request';
import { World } from './world';

const KEYS = 20_000;

/** The share of the keys that lead to another backend than before: when one backend joins, and when one leaves. */
export interface MembershipReport {
  readonly mode: string;
  readonly joining: number;
  readonly leaving: number;
}

/** Returns the backend that one of the modes chooses for a key; undefined for none. */
type Named = (key: string) => Backend | undefined;

/** How much changes hands when the pool changes, in each of the modes that remember nothing in the gateway. */
export async function compareMembership(backends: number, seed: number): Promise<MembershipReport[]> {
  const world = await World.of(scenarioOf({ backends, sessions: 0, balance: 'consistent-hash', seed }));
  const numbers = Array.from({ length: backends }, (_, number) => number);
  const modes = { 'hash mode': byHash(world), 'consistent-hash': byTurns(world), cookie: byCookie(world) };
  const reports: MembershipReport[] = [];
  for (const [mode, named] of Object.entries(modes)) {
    const before = owners(named);
    await world.scaleTo([...numbers, backends]);
    const joining = shareMoved(before, owners(named));
    await world.scaleTo(numbers.slice(1));
    const leaving = shareMoved(before, owners(named));
    await world.scaleTo(numbers);
    reports.push({ mode, joining, leaving });
  }
  await world.gateway.close();
  return reports;
}

const REFUSE = { wait: 0, then: 'fail' } as const;

function byHash(world: World): Named {
  const mode = new HashMode(RULE, { reads: REFUSE, writes: REFUSE });
  return (key) => mode.named({ pool: world.gateway.pool } as Exchange, key);
}

function byTurns({ gateway }: World): Named {
  return (key) => {
    const request = { rawHeaders: [SESSION_HEADER, key] };
    return gateway.balancer.pick({
      pool: gateway.pool,
      attempts: new AttemptLog(),
      client: {},
      request,
    } as unknown as Exchange) as Backend;
  };
}

/** Each client keeps the cookie that it was given first. */
function byCookie(world: World): Named {
  const cookies = new Map<string, string>();
  const signed = new SignedCookie(RULE, ['a key that is only good for this']);
  return (key) => {
    const { pool } = world.gateway;
    const cookie = cookies.get(key);
    if (cookie !== undefined) return signed.read(pool, cookie)?.backend;
    const backend = pool.backends[cookies.size % pool.backends.length];
    cookies.set(key, signed.valueFor(pool, backend));
    return backend;
  };
}

function owners(named: Named): (string | undefined)[] {
  return Array.from({ length: KEYS }, (_, key) => named(keyOf(key))?.id);
}

function shareMoved(before: readonly (string | undefined)[], after: readonly (string | undefined)[]): number {
  return before.filter((id, key) => id !== after[key]).length / KEYS;
}
