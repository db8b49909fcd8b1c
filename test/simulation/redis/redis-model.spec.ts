import * as fc from 'fast-check';
import { createClient } from 'redis';
import { MemoryStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { RedisStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/redis/redis-sticky-session.store';
import { type CreateResult } from '../../../apps/gateway/src/data-plane/affinity/session-transitions';
import { LEASE_MS, type StickySession } from '../../../apps/gateway/src/data-plane/affinity/sticky-session';
import { type StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type RedisScript } from '../../../apps/gateway/src/platform/redis/redis.script';
import { closedAfterTest } from '../../support/closing';
import { FakeClock } from '../../support/fake-clock';
import { describeWithRedis } from '../../support/describe-with-redis';
import { RedisServer } from '../../support/redis-server';
import { RedisModel, type Reply } from './redis-model';

const KEY = 'items/main/1';
const RULE = { name: 'items', maxSessions: 100, idleTimeout: 3_600_000, pools: ['main'] };
const HISTORIES = Number(process.env.MODEL_HISTORIES ?? 150);

/** One operation of a store. Sessions are those that earlier operations returned, by number. */
type Operation =
  | { readonly name: 'wait'; readonly milliseconds: number }
  | { readonly name: 'claim' | 'begin'; readonly backend: string }
  | { readonly name: 'prove' | 'forget' | 'confirm' | 'touch'; readonly session: number }
  | {
      readonly name: 'renew';
      readonly session: number;
      readonly requests: number;
      readonly takesOver: boolean;
    }
  | { readonly name: 'settle'; readonly session: number; readonly result: CreateResult }
  | { readonly name: 'move'; readonly session: number; readonly backend: string; readonly holds: number };

const backend = fc.constantFrom('a', 'b');
const session = fc.nat(20);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    name: fc.constant('wait' as const),
    milliseconds: fc.constantFrom(1, 500, LEASE_MS / 2, LEASE_MS),
  }),
  fc.record({ name: fc.constantFrom('claim' as const, 'begin' as const), backend }),
  fc.record({ name: fc.constantFrom('prove' as const, 'forget' as const, 'confirm' as const), session }),
  fc.record({
    name: fc.constant('renew' as const),
    session,
    requests: fc.integer({ min: 1, max: 3 }),
    takesOver: fc.boolean(),
  }),
  fc.record({ name: fc.constant('move' as const), session, backend, holds: fc.nat(2) }),
  fc.record({
    name: fc.constant('settle' as const),
    session,
    result: fc.oneof(
      fc.record({ kind: fc.constant('created' as const), backendId: backend, afterUnknown: fc.boolean() }),
      fc.constantFrom({ kind: 'refused' as const }, { kind: 'unknown' as const }),
    ),
  }),
);

/** Runs operations one after the other. */
class Run {
  private readonly sessions: StickySession[] = [];

  constructor(
    private readonly store: StickySessionStore,
    private readonly clock: FakeClock,
  ) {}

  /** The result of the operation, as far as it means the same in every store. */
  async apply(operation: Operation): Promise<unknown> {
    // Two changes in one microsecond would be ordered by their numbers, which are of each store.
    this.clock.advance(1);
    return this.outcomeOf(await this.execute(operation));
  }

  private async execute(operation: Operation): Promise<unknown> {
    const { store, clock } = this;
    if (operation.name === 'wait') return clock.advance(operation.milliseconds);
    if ('backend' in operation && !('session' in operation))
      return store[operation.name](KEY, operation.backend);
    const session = this.sessions.at(-1 - (operation.session % Math.max(1, this.sessions.length)));
    if (session === undefined) return undefined;
    switch (operation.name) {
      case 'renew':
        return store.renew({ session, requests: operation.requests, takesOver: operation.takesOver });
      case 'settle':
        return store.settle(session, operation.result);
      case 'move':
        return store.move(session, operation.backend, 'claim', operation.holds);
      case 'confirm':
        return store.confirm(session, 'learn');
      default:
        return store[operation.name](session);
    }
  }

  private async outcomeOf(result: unknown): Promise<unknown> {
    const claim = result as { session?: StickySession; won?: boolean } | undefined;
    const returned = claim?.session ?? (typeof result === 'object' ? (result as StickySession) : undefined);
    if (returned !== undefined) this.sessions.push(returned);
    const standing = await this.store.findFresh(KEY);
    return {
      returned: returned && shown(returned),
      result: returned === undefined ? result : claim?.won,
      standing: standing && shown(standing),
    };
  }
}

/** Epochs differ from store to store; only whether one is that of the claim means the same. */
function shown({
  backendId,
  state,
  origin,
  proven,
  uncertain,
  pending,
  pendingUntil,
  epoch,
  generation,
}: StickySession): unknown {
  return {
    backendId,
    state,
    origin,
    proven,
    uncertain,
    pending,
    pendingUntil,
    isOfClaim: epoch === generation,
  };
}

/** A connection that has the model execute everything at once. */
function connectionTo(model: RedisModel): never {
  const connection = {
    isUp: true,
    observe: () => undefined,
    call: (command: readonly string[]) => Promise.resolve(model.execute(command)),
    run: (script: RedisScript, key: string, values: readonly string[]) =>
      Promise.resolve(model.run(script, [key], values)),
  };
  return connection as never;
}

function memoryRun(): Run {
  const clock = new FakeClock();
  const store = new MemoryStickySessionStore(clock);
  store.apply([RULE]);
  return new Run(store, clock);
}

function redisRun(connection: (clock: FakeClock) => never): Run {
  const clock = new FakeClock();
  const settings = { prefix: 'ld:', nearCache: 0, whenDown: 'fail' } as const;
  const store = new RedisStickySessionStore({ connection: connection(clock), clock }, settings);
  store.apply([RULE]);
  return new Run(store, clock);
}

const modelRun = (): Run => redisRun((clock) => connectionTo(new RedisModel(() => clock.wallTime())));

async function outcomes(run: Run, operations: readonly Operation[]): Promise<unknown[]> {
  const all: unknown[] = [];
  for (const each of operations) all.push(await run.apply(each));
  return all;
}

describe('the scripts of Redis, run by its model', () => {
  it('do what the memory store does', async () => {
    const histories = fc.array(operation, { maxLength: 25 });
    const check = async (operations: readonly Operation[]): Promise<void> => {
      const [inMemory, inModel] = [
        await outcomes(memoryRun(), operations),
        await outcomes(modelRun(), operations),
      ];
      expect(inModel).toEqual(inMemory);
    };
    await fc.assert(fc.asyncProperty(histories, check), { numRuns: 10 * HISTORIES });
  });
});

describeWithRedis('the model of Redis', () => {
  it('answers as Redis does', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const client = createClient({ url: redis.url, RESP: 2 });
    client.on('error', () => undefined);
    await client.connect();
    closedAfterTest({ close: () => client.destroy() });

    /** Both execute everything, at the time of the test. */
    const toBoth = (clock: FakeClock): never => {
      const model = new RedisModel(() => clock.wallTime());
      const compared = async (own: Reply, theirs: Promise<unknown>): Promise<Reply> => {
        expect(own).toEqual(await theirs);
        return own;
      };
      const run = (script: RedisScript, key: string, values: readonly string[]): Promise<Reply> => {
        const now = clock.wallTime();
        const time = `{ '${Math.floor(now / 1_000)}', '${(now % 1_000) * 1_000}' }`;
        const source = script.source.replace(`redis.call('TIME')`, time);
        return compared(
          model.run(script, [key], values),
          client.sendCommand(['EVAL', source, '1', key, ...values]),
        );
      };
      const call = (command: string[]): Promise<Reply> =>
        compared(model.execute(command), client.sendCommand(command));
      return { isUp: true, observe: () => undefined, run, call } as never;
    };

    const histories = fc.array(operation, { maxLength: 25 });
    const check = async (operations: readonly Operation[]): Promise<void> => {
      await client.sendCommand(['FLUSHALL']);
      await outcomes(redisRun(toBoth), operations);
    };
    await fc.assert(fc.asyncProperty(histories, check), { numRuns: HISTORIES });
  });
});
