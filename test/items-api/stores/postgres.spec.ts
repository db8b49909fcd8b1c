import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { PostgresItemRepository } from '../../../apps/items-api/src/items/stores/postgres/postgres.item.repository';
import { StoreUnavailableException } from '../../../apps/items-api/src/items/store-unavailable.exception';
import { freePorts } from '../../support/processes';
import { PostgresServer, postgresPrograms } from '../../support/postgres-server';
import { describeItemRepository } from '../item-repository.conformance';
import { anItemsApi, type ItemsApi } from '../support/an-items-api';

const programs = postgresPrograms();
// Without PostgreSQL, the tests are skipped and reported; CI must have it.
const describeWithPostgres = programs === undefined && process.env.CI !== 'true' ? describe.skip : describe;

describeWithPostgres('with a PostgreSQL server', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await PostgresServer.start(programs!);
  });
  afterAll(() => server.stop());

  const emptied = async (repository: PostgresItemRepository) => {
    const database = new Kysely({
      dialect: new PostgresDialect({ pool: new Pool({ connectionString: server.url }) }),
    });
    await sql`truncate items`.execute(database);
    await database.destroy();
    return repository;
  };

  describe('PostgresItemRepository', () => {
    const opened: PostgresItemRepository[] = [];
    const open = async () => {
      const repository = await PostgresItemRepository.open(server.url);
      opened.push(repository);
      return repository;
    };
    afterEach(() => Promise.all(opened.splice(0).map((each) => each.onApplicationShutdown())));

    describeItemRepository('PostgresItemRepository', async () => emptied(await open()));

    it('brings the tables up to date once, however many instances start at the same time', async () => {
      const repositories = await Promise.all(Array.from({ length: 8 }, open));
      await emptied(repositories[0]);
      await repositories[0].insert({ item_id: 1, name: 'Item1', price: 1 });
      for (const each of repositories) expect(await each.find(1)).toMatchObject({ name: 'Item1' });
    });

    it('lets one of many instances create an id', async () => {
      const repositories = await Promise.all(Array.from({ length: 4 }, open));
      await emptied(repositories[0]);
      const clients = Array.from({ length: 20 }, (_, index) => repositories[index % 4]);
      const item = { item_id: 7, name: 'Item7', price: 1 };
      const won = await Promise.all(clients.map((repository) => repository.insert(item)));
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it('keeps items when an instance ends', async () => {
      const [one] = [await open()];
      await emptied(one);
      await one.insert({ item_id: 1, name: 'Item1', price: 1 });
      await opened.pop()!.onApplicationShutdown();
      expect(await (await open()).find(1)).toEqual({ item_id: 1, name: 'Item1', price: 1 });
    });
  });

  describe('an instance', () => {
    let api: ItemsApi;

    beforeEach(async () => {
      api = await anItemsApi({ itemsStore: { kind: 'postgres', url: server.url } });
    });
    afterEach(() => api.stop());

    it('is told of a server that is gone, and goes on when it is back', async () => {
      await api.send('POST', '/items/?item_id=1', { json: { name: 'Item1', price: 1 } });
      await server.crash();

      const refused = await api.send('GET', '/items/1');
      expect(refused.status).toBe(503);
      expect(refused.json.detail).toBe('The item store cannot be reached');
      expect((await api.send('GET', '/health/ready')).status).toBe(503);
      expect((await api.send('GET', '/health/live')).status).toBe(200);

      await server.run();
      expect((await api.send('GET', '/health/ready')).status).toBe(200);
      expect((await api.send('GET', '/items/1')).json).toMatchObject({ item_id: 1 });
    });
  });
});

it('names a database that cannot be reached', async () => {
  const [port] = await freePorts(1);
  const opening = PostgresItemRepository.open(`postgres://tester@127.0.0.1:${port}/postgres`);
  await expect(opening).rejects.toThrow(StoreUnavailableException);
});
