import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { type Answering } from '../support/stub-backend';
import { Items } from '../support/items';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aGateway, type TestGateway } from '../support/test-gateway';

const NAMES = ['a', 'b', 'c'];
// A search is held for longer than a gateway would wait for it.
const LOCATE = { timeout: '15s' };
const KEY = [{ path: '/items/:item_id' }, { query: 'item_id' }];
const AFFINITY = { items: { key: KEY, creates: 'safe', locate: LOCATE } };

describeWithRedis('creates that must be safe, by two gateways that share Redis', () => {
  let redis: RedisServer;
  let one: TestGateway;
  let other: TestGateway;
  let items: Items[];

  beforeEach(async () => {
    redis = await RedisServer.start();
    const sections = { stores: { stickySessions: redis.url, redis: { timeout: '10s' } } };
    one = await aGateway({ backends: NAMES, affinity: AFFINITY, sections });
    items = NAMES.map((name) => Items.of(one.backend(name)));
    const backends = NAMES.map((name) => ({ id: name, url: one.backend(name).url }));
    other = await aGateway({ backends: [], pool: { backends }, affinity: AFFINITY, sections });
    closedAfterTest({ close: () => redis.close() });
  });

  const create = (gateway: TestGateway) =>
    gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'item' });
  const lose = () => redis.command('FLUSHALL');
  const kept = () => items.filter((own) => own.kept.size > 0).length;

  const holdNextSearch = (name: string) => holdNext('HEAD', name);

  /** The next time that this backend is sent such a request, it does nothing before it is let. */
  function holdNext(
    method: string,
    name: string,
  ): { readonly isAsked: () => boolean; readonly answer: () => void } {
    const answering = items[NAMES.indexOf(name)].answering;
    const held: (() => void)[] = [];
    const hold: Answering = (request, response) => {
      if (request.method !== method) return answering(request, response);
      one.backend(name).answer(answering);
      held.push(() => void answering(request, response));
    };
    one.backend(name).answer(hold);
    return { isAsked: () => held.length > 0, answer: () => held[0]() };
  }

  it('create nothing that the other has created during the search, though Redis has lost all of it', async () => {
    // So that it is another backend's turn.
    await other.fetch('/turn');
    const search = holdNextSearch('c');
    const late = create(one);
    await eventually(() => expect(search.isAsked()).toBe(true));
    await lose();
    expect((await create(other)).text).toBe('created on b');
    await lose();
    search.answer();
    expect(await late).toMatchObject({ status: 400, text: 'exists on b' });
    expect(kept()).toBe(1);
  });

  it('meet at one backend when the claim of the first is lost during its search', async () => {
    await other.fetch('/turn');
    const search = holdNextSearch('c');
    const late = create(one);
    await eventually(() => expect(search.isAsked()).toBe(true));
    await lose();
    const answer = await create(other);
    search.answer();
    expect([(await late).status, answer.status].sort()).toEqual([201, 400]);
    expect(kept()).toBe(1);
  });

  it('meet at one backend while the first still searches', async () => {
    await other.fetch('/turn');
    const search = holdNextSearch('c');
    const first = create(one);
    await eventually(() => expect(search.isAsked()).toBe(true));
    const second = create(other);
    expect((await second).text).toBe('created on a');
    search.answer();
    expect((await first).text).toBe('exists on a');
    expect(kept()).toBe(1);
  });

  it.each([
    ['was emptied', lose],
    ['was restarted', () => redis.kill().then(() => redis.run())],
  ])(
    'meet at one backend while the first is still being created, though Redis %s meanwhile',
    async (_how, fail) => {
      await other.fetch('/turn');
      const post = holdNext('POST', 'a');
      const first = create(one);
      await eventually(() => expect(post.isAsked()).toBe(true));
      await fail();
      // Until it is back, nothing is created.
      await eventually(async () => expect((await create(other)).text).toMatch(/on a$/));
      post.answer();
      expect((await first).text).toBe('exists on a');
      expect(kept()).toBe(1);
    },
  );

  it('give the claim back when it cannot be proven that no backend has it', async () => {
    one.backend('c').answer((_, response) => response.writeHead(500).end());
    expect((await create(one)).status).toBe(503);
    one.backend('c').answer(items[2].answering);
    expect((await create(other)).status).toBe(201);
    expect(kept()).toBe(1);
  });
});
