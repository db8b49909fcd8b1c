import { closedAfterTest } from '../support/closing';
import { Items } from '../support/items';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aGateway, type TestGateway } from '../support/test-gateway';

const NAMES = ['a', 'b'];
const KEY = [{ path: '/items/:item_id' }, { query: 'item_id' }];

describeWithRedis.each(['available', 'safe'])('creates by two gateways that share Redis: %s', (creates) => {
  let redis: RedisServer;
  let one: TestGateway;
  let other: TestGateway;
  let items: Items[];

  beforeEach(async () => {
    redis = await RedisServer.start();
    const sections = { stores: { stickySessions: redis.url, redis: { timeout: '10s' } } };
    const affinity = { items: { key: KEY, creates } };
    one = await aGateway({ backends: NAMES, affinity, sections });
    items = NAMES.map((name) => Items.of(one.backend(name)));
    const backends = NAMES.map((name) => ({ id: name, url: one.backend(name).url }));
    other = await aGateway({ backends: [], pool: { backends }, affinity, sections });
    closedAfterTest({ close: () => redis.close() });
  });

  const create = (gateway: TestGateway, body = 'item') =>
    gateway.fetch('/items/?item_id=1', { method: 'POST', body });
  const kept = () => NAMES.filter((_, at) => items[at].kept.has('1'));

  /** Each backend keeps its next create until it is let; `refused` ones get a 422 then. */
  function holdCreates(): { readonly reached: Promise<void>; readonly release: () => void } {
    let [reach, release] = [(): void => undefined, (): void => undefined];
    const reached = new Promise<void>((resolve) => (reach = resolve));
    const held = new Promise<void>((resolve) => (release = resolve));
    for (const [at, name] of NAMES.entries()) {
      const { answering } = items[at];
      one.backend(name).answer(async (request, response) => {
        if (request.method === 'POST') {
          reach();
          await held;
        }
        if (request.method !== 'POST' || request.headers['x-refuse'] === undefined)
          return answering(request, response);
        request.resume();
        response.writeHead(422).end();
      });
    }
    return { reached, release };
  }

  it('keep the claim that a create still needs, whatever the other gateway is answered', async () => {
    const held = holdCreates();
    const slow = create(one);
    await held.reached;
    expect((await other.fetch('/items/1')).status).toBe(404);
    await other.fetch('/turn');
    const second = create(other);
    await other.fetch('/turn');
    held.release();
    expect([(await slow).status, (await second).status].sort()).toEqual([201, 400]);
    expect(kept()).toHaveLength(1);
  });

  it('keep the claim that another create has joined, though its maker is refused', async () => {
    const held = holdCreates();
    const refused = one.fetch('/items/?item_id=1', {
      method: 'POST',
      headers: { 'x-refuse': '' },
      body: 'bad',
    });
    await held.reached;
    const joined = create(other);
    await other.fetch('/turn');
    held.release();
    expect((await refused).status).toBe(422);
    expect((await joined).status).toBe(201);
    await one.fetch('/turn');
    expect((await create(one)).status).toBe(400);
    expect(kept()).toHaveLength(1);
  });

  it('are known by no absence that a gateway has remembered', async () => {
    expect((await one.fetch('/items/1')).status).toBe(404);
    const { text } = await create(other);
    await redis.command('FLUSHALL');
    for (let round = 0; round < 3; round++)
      expect((await one.fetch('/items/1')).text).toBe(`item on ${text.at(-1)}`);
  });
});
