import { type ItemsApiConfig, type ItemsStore } from '../../apps/items-api/src/config/items-api.config';
import { done, handOff, SECRET, state } from '../ownership/support/messages';
import { closedAfterTest } from '../support/closing';
import { describeWithRedis } from '../support/describe-with-redis';
import { postgresPrograms, PostgresServer } from '../support/postgres-server';
import { RedisServer } from '../support/redis-server';
import { anItemsApi, type ItemsApi } from './support/an-items-api';
import { RawConnection } from './support/raw-connection';

const programs = postgresPrograms();
const describeWithPostgres = programs === undefined && process.env.CI !== 'true' ? describe.skip : describe;
const FIELDS = { name: 'Item', price: 1 };
const NAMED = { rule: 'items' };

async function anInstance(changes: Partial<ItemsApiConfig> = {}): Promise<ItemsApi> {
  const api = await anItemsApi({ handOffSecret: SECRET, ...changes });
  closedAfterTest({ close: () => api.stop() });
  return api;
}

const at = (epoch: number) => ({ headers: { 'x-owner-epoch': String(epoch) } });
const create = (api: ItemsApi, epoch: number) =>
  api.send('POST', '/items/?item_id=42', { json: FIELDS, ...at(epoch) });
const toOf = ({ url }: ItemsApi) => ({ id: 'b2', url });

/** The promises that all stores keep. */
function describeEpochs(itemsStore: () => ItemsStore): void {
  it('refuses an old epoch of an item, and moves the item to another instance', async () => {
    const [from, to] = [
      await anInstance({ itemsStore: itemsStore() }),
      await anInstance({ itemsStore: itemsStore() }),
    ];
    expect(await create(from, 8)).toMatchObject({ status: 201 });
    expect(await from.send('GET', '/items/42', at(7))).toMatchObject({
      ...{ status: 421, headers: { 'x-owner-epoch': '8', 'content-type': 'application/problem+json' } },
    });
    expect(await handOff(from, toOf(to), 9, NAMED)).toMatchObject({ status: 200 });
    const put = { json: { name: 'Newer', price: 2 } };
    expect(await from.send('PUT', '/items/42', { ...put, ...at(8) })).toMatchObject({ status: 421 });
    expect(await to.send('PUT', '/items/42', { ...put, ...at(9) })).toMatchObject({ status: 200 });
    for (const api of [from, to]) expect(await done(api, toOf(to), 9, true)).toMatchObject({ status: 200 });
    expect(await to.send('GET', '/items/42', at(9))).toMatchObject({ json: { name: 'Newer' } });
    expect(await from.send('DELETE', '/items/42', at(8))).toMatchObject({ status: 421 });
    expect(await to.send('GET', '/items/42')).toMatchObject({ status: 200 });
  });

  it('has nothing to move if there is no item', async () => {
    const [from, to] = [await anInstance({ itemsStore: itemsStore() }), await anInstance()];
    expect(await handOff(from, toOf(to), 9, { ...NAMED, key: '7' })).toMatchObject({ status: 404 });
  });
}

describe('an instance with its items in memory', () => {
  describeEpochs(() => ({ kind: 'memory' }));

  it('has the item no longer after it was moved, and again if it was not', async () => {
    const [from, to] = [await anInstance(), await anInstance()];
    await create(from, 8);
    await handOff(from, toOf(to), 9, NAMED);
    for (const api of [from, to]) await done(api, toOf(to), 9, false);
    expect(await from.send('GET', '/items/42')).toMatchObject({ status: 200, json: FIELDS });
    expect(await to.send('GET', '/items/42')).toMatchObject({ status: 404 });
    await handOff(from, toOf(to), 10, NAMED);
    for (const api of [from, to]) await done(api, toOf(to), 10, true);
    expect(await from.send('GET', '/items/42')).toMatchObject({ status: 404 });
    expect(await to.send('GET', '/items/42')).toMatchObject({ status: 200, json: FIELDS });
  });

  it('refuses an item that it has no room for', async () => {
    const [from, to] = [await anInstance(), await anInstance({ maxItems: 1 })];
    await create(from, 8);
    await to.send('POST', '/items/?item_id=1', { json: FIELDS });
    expect(await handOff(from, toOf(to), 9, NAMED)).toMatchObject({ status: 502 });
    expect(await from.send('GET', '/items/42', at(8))).toMatchObject({ status: 200 });
  });

  it.each([null, 'x', 1, [], {}, { name: 'x' }, { name: 'x', price: 'y' }, { name: 1, price: 1 }])(
    'refuses a state that is no item: %j',
    async (value) => {
      const api = await anInstance();
      expect(await state(api, value, 9, NAMED)).toMatchObject({ status: 409, code: 'hand_off_refused' });
      expect(await api.send('GET', '/items')).toMatchObject({ json: { items: [] } });
    },
  );

  it('answers an old epoch before the body has come', async () => {
    const api = await anInstance();
    await create(api, 8);
    const connection = await RawConnection.to(api.port);
    closedAfterTest(connection);
    const fields = 'Host: b\r\nContent-Type: application/json\r\nX-Owner-Epoch: 7\r\nContent-Length: 1000';
    connection.write(`PUT /items/42 HTTP/1.1\r\n${fields}\r\n\r\n{`);
    expect(await connection.until('stale_epoch')).toMatch(/^HTTP\/1\.1 421 /);
  });

  it('neither checks epochs nor has the endpoints without a secret', async () => {
    const api = await anInstance({ handOffSecret: undefined });
    await create(api, 8);
    expect(await api.send('GET', '/items/42', at(7))).toMatchObject({ status: 200 });
    expect(await handOff(api, toOf(api), 9, NAMED)).toMatchObject({ status: 404 });
  });
});

describeWithRedis('instances with their items in Redis', () => {
  let server: RedisServer;

  beforeAll(async () => (server = await RedisServer.start()));
  afterAll(() => server.close());
  beforeEach(() => server.command('FLUSHALL'));

  describeEpochs(() => ({ kind: 'redis', url: server.url }));

  it('move nothing to an instance with its items in memory', async () => {
    const from = await anInstance({ itemsStore: { kind: 'redis', url: server.url } });
    const to = await anInstance();
    await create(from, 8);
    expect(await handOff(from, toOf(to), 9, NAMED)).toMatchObject({ status: 502 });
    expect(await state(from, { item_id: 42, ...FIELDS }, 9, NAMED)).toMatchObject({ status: 409 });
    expect(await from.send('GET', '/items/42', at(8))).toMatchObject({ status: 200 });
  });
});

describeWithPostgres('instances with their items in PostgreSQL', () => {
  let server: PostgresServer;

  beforeAll(async () => (server = await PostgresServer.start(programs!)));
  afterAll(() => server.stop());

  describeEpochs(() => ({ kind: 'postgres', url: server.url }));
});
