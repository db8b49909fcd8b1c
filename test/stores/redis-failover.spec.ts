import { describeWithRedis } from '../support/describe-with-redis';
import { EVENTUALLY_TIMEOUT_MS, eventually, LONG_TEST_MS } from '../support/eventually';
import { type Answer } from '../support/http-client';
import { Items } from '../support/items';
import { RedisNodes } from '../support/redis-nodes';
import { RedisSentinels } from '../support/redis-sentinels';
import { type RedisServer } from '../support/redis-server';
import { aGateway, type TestGateway } from '../support/test-gateway';

const NAMES = ['a', 'b', 'c'];
const KEY = [{ path: '/items/:item_id' }, { query: 'item_id' }];
const AFFINITY = { items: { key: KEY, creates: 'safe', locate: { timeout: '15s' } } };
const KEYS = 40;

interface Kind {
  readonly place: object;
  /** The server that has the sessions of some of the items. */
  readonly primary: RedisServer;
}

async function sentinels(): Promise<Kind> {
  const servers = await RedisSentinels.start();
  return { place: servers.place, primary: servers.primary };
}

async function cluster(): Promise<Kind> {
  const nodes = await RedisNodes.start();
  return { place: nodes.place, primary: nodes.primaries[1] };
}

describeWithRedis.each([
  ['a primary that Sentinels watch', sentinels],
  ['a Redis Cluster', cluster],
])('two gateways with their sessions in %s', (_kind, start) => {
  let one: TestGateway;
  let other: TestGateway;
  let items: Items[];
  let primary: RedisServer;

  beforeEach(async () => {
    const kind = await start();
    primary = kind.primary;
    const stores = { stickySessions: kind.place, cluster: kind.place, redis: { timeout: '2s' } };
    const sections = { stores };
    one = await aGateway({ backends: NAMES, affinity: AFFINITY, sections });
    items = NAMES.map((name) => Items.of(one.backend(name)));
    const backends = NAMES.map((name) => ({ id: name, url: one.backend(name).url }));
    other = await aGateway({ backends: [], pool: { backends }, affinity: AFFINITY, sections });
  }, LONG_TEST_MS);

  const create = (gateway: TestGateway, id: string) =>
    gateway.fetch(`/items/?item_id=${id}`, { method: 'POST', body: 'item' });
  const copies = (id: string) => items.filter(({ kept }) => kept.has(id)).length;

  /** The first answer that is no 503: on a busy machine, a call to Redis or to a backend may run into its time limit. */
  async function served(ask: () => Promise<Answer>): Promise<Answer> {
    let answer: Answer | undefined;
    await eventually(async () => {
      answer = await ask();
      expect(answer.status).not.toBe(503);
    });
    return answer!;
  }

  /** Creates, reads and deletes at both gateways until it is ended. Returns what must not be. */
  function load(): { end: () => Promise<string[]>; readonly done: () => number } {
    const wrong: string[] = [];
    let [isOver, done] = [false, 0];
    const work = async (worker: number) => {
      for (let round = 0; !isOver; round++) {
        const id = `${worker}-${round % KEYS}`;
        const answers = await Promise.all([create(one, id), create(other, id)]);
        const isThere = answers.some(({ status }) => status === 201);
        if (copies(id) > 1) wrong.push(`${id} is there twice`);
        for (const gateway of [one, other]) {
          const { status } = await gateway.fetch(`/items/${id}`);
          if (isThere && status !== 200 && status !== 503) wrong.push(`${id} is ${status}`);
        }
        if (round % 2 === 0) await other.fetch(`/items/${id}`, { method: 'DELETE' });
        done++;
      }
    };
    const working = [0, 1, 2].map(work);
    return {
      done: () => done,
      end: async () => {
        isOver = true;
        await Promise.all(working);
        return wrong;
      },
    };
  }

  it(
    'create nothing twice and lose nothing when a primary dies',
    async () => {
      const running = load();
      await eventually(() => expect(running.done()).toBeGreaterThan(10));
      await primary.kill();
      // Every item can be created again only when the new primary has taken over.
      for (let id = 0; id < KEYS; id++)
        await eventually(async () =>
          expect([200, 201, 400]).toContain((await create(one, `new-${id}`)).status),
        );
      const before = running.done();
      await eventually(() => expect(running.done()).toBeGreaterThan(before + 10));
      expect(await running.end()).toEqual([]);
      for (const { kept } of items)
        for (const id of kept.keys()) {
          expect(copies(id)).toBe(1);
          for (const gateway of [one, other])
            await eventually(async () => expect((await gateway.fetch(`/items/${id}`)).status).toBe(200));
        }
      // What one gateway has near ends with the change by the other one.
      await served(() => create(one, 'last'));
      expect((await served(() => other.fetch('/items/last'))).status).toBe(200);
      expect((await served(() => one.fetch('/items/last', { method: 'DELETE' }))).status).toBe(200);
      expect((await served(() => other.fetch('/items/last'))).status).toBe(404);
      const { text } = await served(() => create(one, 'last'));
      expect((await served(() => other.fetch('/items/last'))).text).toBe(`item on ${text.at(-1)}`);
    },
    LONG_TEST_MS + EVENTUALLY_TIMEOUT_MS,
  );
});
