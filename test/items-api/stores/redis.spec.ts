import { RedisItemRepository } from '../../../apps/items-api/src/items/stores/redis/redis.item.repository';
import { describeWithRedis } from '../../support/describe-with-redis';
import { RedisServer } from '../../support/redis-server';
import { describeItemRepository } from '../item-repository.conformance';
import { anItemsApi } from '../support/an-items-api';

describeWithRedis('with a Redis server', () => {
  let server: RedisServer;
  const opened: RedisItemRepository[] = [];

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.close());
  afterEach(() => Promise.all(opened.splice(0).map((each) => each.onApplicationShutdown())));

  const open = async () => {
    const repository = await RedisItemRepository.open(server.url);
    opened.push(repository);
    return repository;
  };

  describeItemRepository('RedisItemRepository', async () => {
    await server.command('FLUSHALL');
    return open();
  });

  it('lets one of many instances create an id, and all of them read it', async () => {
    await server.command('FLUSHALL');
    const repositories = await Promise.all([open(), open(), open()]);
    const item = { item_id: 7, name: 'Item7', price: 1 };
    const won = await Promise.all(repositories.map((repository) => repository.insert(item)));
    expect(won.filter(Boolean)).toHaveLength(1);
    for (const each of repositories) expect(await each.find(7)).toEqual(item);
  });

  it('tells the clients of an instance that the server is gone, and goes on when it is back', async () => {
    const api = await anItemsApi({ itemsStore: { kind: 'redis', url: server.url } });
    try {
      await server.kill();
      while ((await api.send('GET', '/health/ready')).status !== 503);
      expect((await api.send('GET', '/items/1')).json.detail).toBe('The item store cannot be reached');
      await server.run();
      while ((await api.send('GET', '/health/ready')).status !== 200);
      const created = await api.send('POST', '/items/?item_id=1', { json: { name: 'Item1', price: 1 } });
      expect(created.status).toBe(201);
    } finally {
      await api.stop();
    }
  });
});
