import { aGateway } from '../../support/test-gateway';
import { aGatewayToItems, create } from './support/items-gateway';

describe('affinity', () => {
  it('sends create, read, update and delete of one item to its owner', async () => {
    const { gateway } = await aGatewayToItems();
    await gateway.sequence(1);
    const answers = [
      await create(gateway, 1),
      await gateway.fetch('/items/1'),
      await gateway.fetch('/items/1', { method: 'PUT', body: 'better' }),
      await gateway.fetch('/items/1/'),
      await gateway.fetch('/items/1', { method: 'DELETE' }),
    ];
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [201, 'created on b'],
      [200, 'item on b'],
      [200, 'better on b'],
      [200, 'better on b'],
      [200, 'better on b'],
    ]);
  });

  it('gives creations their turns, and then keeps each item where it went', async () => {
    const { gateway } = await aGatewayToItems();
    for (const id of [1, 2, 3, 4]) await create(gateway, id);
    const owners = await Promise.all([4, 3, 2, 1].map((id) => gateway.fetch(`/items/${id}`)));
    expect(owners.map((answer) => answer.text.at(-1)).join('')).toBe('acba');
  });

  it('lets the owner answer 400 when the same id is created twice', async () => {
    const { gateway, items } = await aGatewayToItems();
    await create(gateway, 1);
    expect(await create(gateway, 1)).toMatchObject({ status: 400, text: 'exists on a' });
    expect(items.b.kept.size + items.c.kept.size).toBe(0);
  });

  it('answers exactly one 201 when 20 clients create one id at once', async () => {
    const { gateway, items } = await aGatewayToItems();
    const answers = await Promise.all(Array.from({ length: 20 }, () => create(gateway, 7)));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(400)]);
    expect(Object.values(items).map(({ kept }) => kept.size)).toEqual([1, 0, 0]);
  });

  it('knows the owner before the client has the last byte of the 201', async () => {
    const { gateway } = await aGatewayToItems();
    for (let id = 0; id < 30; id++) {
      await create(gateway, id);
      expect((await gateway.fetch(`/items/${id}`)).status).toBe(200);
    }
  });

  it('gives the claim of a refused creation back', async () => {
    const { gateway } = await aGatewayToItems();
    gateway.backend('a').answer((_request, response) => response.writeHead(422).end());
    expect((await create(gateway, 1)).status).toBe(422);
    expect((await create(gateway, 1)).text).toBe('created on b');
  });

  it('gives the claim back when no backend could be reached', async () => {
    const { gateway } = await aGatewayToItems(['a', 'b']);
    await gateway.kill('a');
    await gateway.kill('b');
    expect((await create(gateway, 1)).status).toBe(503);
    await gateway.restart('b');
    expect((await create(gateway, 1)).text).toBe('created on b');
  });

  it('moves the claim along when the first backend cannot be reached', async () => {
    const { gateway } = await aGatewayToItems(['a', 'b']);
    await gateway.kill('a');
    expect((await create(gateway, 1)).text).toBe('created on b');
    await gateway.restart('a');
    expect(await gateway.sequence(4, '/items/1')).toEqual(Array(4).fill('item on b'));
  });

  it('keeps the claim of a creation whose answer never came', async () => {
    const { gateway, items } = await aGatewayToItems();
    gateway.backend('a').answer(async (request, response) => {
      for await (const _piece of request);
      items.a.kept.set('1', 'item');
      response.destroy();
    });
    expect((await create(gateway, 1)).status).toBe(502);
    gateway.backend('a').answer(items.a.answering);
    expect((await gateway.fetch('/items/1')).text).toBe('item on a');
    expect((await create(gateway, 1)).text).toBe('exists on a');
  });

  it('keeps the claim of a creation whose client left', async () => {
    const { gateway, items } = await aGatewayToItems();
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/items/?item_id=1', { method: 'POST' });
    leaving.end();
    const { received } = await arrived;
    const cancelled = new Promise((resolve) => received.message.socket.once('close', resolve));
    leaving.destroy();
    await cancelled;
    gateway.backend('a').answer(items.a.answering);
    expect((await create(gateway, 1)).text).toBe('created on a');
  });

  it('learns nothing from a 201 that breaks off, and asks the same backend again', async () => {
    const { gateway, items } = await aGatewayToItems();
    gateway.backend('a').answer((_request, response) => {
      response.writeHead(201, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    await expect(create(gateway, 1)).rejects.toThrow();
    gateway.backend('a').answer(items.a.answering);
    expect((await create(gateway, 1)).text).toBe('created on a');
  });

  it('forgets an item that its owner has deleted', async () => {
    const { gateway } = await aGatewayToItems();
    await create(gateway, 1);
    await gateway.fetch('/items/1', { method: 'DELETE' });
    expect((await create(gateway, 1)).text).toBe('created on b');
  });

  it('keeps an item whose deletion was refused', async () => {
    const { gateway, items } = await aGatewayToItems();
    await create(gateway, 1);
    gateway.backend('a').answer((_request, response) => response.writeHead(409).end());
    await gateway.fetch('/items/1', { method: 'DELETE' });
    gateway.backend('a').answer(items.a.answering);
    expect((await gateway.fetch('/items/1')).text).toBe('item on a');
  });

  it.each([404, 410])('forgets an item that its owner itself answers %i for', async (status) => {
    const { gateway } = await aGatewayToItems();
    await create(gateway, 1);
    gateway.backend('a').answer((_request, response) => response.writeHead(status).end());
    expect((await gateway.fetch('/items/1')).status).toBe(status);
    expect((await create(gateway, 1)).text).toBe('created on b');
  });

  it('takes a 404 during the creation for "not yet"', async () => {
    const { gateway, items } = await aGatewayToItems();
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const creating = create(gateway, 1);
    const { response } = await arrived;
    gateway.backend('a').answer(items.a.answering);
    expect((await gateway.fetch('/items/1')).text).toBe('not found on a');
    items.a.kept.set('1', 'item');
    response.writeHead(201).end();
    await creating;
    expect((await gateway.fetch('/items/1')).text).toBe('item on a');
  });

  it('learns the owner of an unknown item from a success', async () => {
    const { gateway, items } = await aGatewayToItems();
    items.a.kept.set('1', 'item');
    expect(await gateway.sequence(4, '/items/1')).toEqual(Array(4).fill('item on a'));
  });

  it.each([400, 404, 409, 500])('learns nothing from an answer of %i', async (status) => {
    const { gateway } = await aGatewayToItems();
    for (const name of ['a', 'b', 'c'])
      gateway.backend(name).answer((_request, response) => response.writeHead(status).end(name));
    expect(await gateway.sequence(3, '/items/1')).toEqual(['a', 'b', 'c']);
  });

  it('lets no other backend respond for an owner that is down, until it is back', async () => {
    const { gateway } = await aGatewayToItems();
    await create(gateway, 1);
    await gateway.kill('a');
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await gateway.fetch('/items/1', { method });
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'owner_unavailable' });
    }
    expect((await create(gateway, 1)).status).toBe(503);
    await gateway.restart('a');
    expect((await gateway.fetch('/items/1')).text).toBe('item on a');
  });

  it('answers owner_unavailable to a request with a body, too', async () => {
    const { gateway } = await aGatewayToItems();
    await create(gateway, 1);
    await gateway.kill('a');
    const answer = await gateway.fetch('/items/1', { method: 'PUT', body: 'better' });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: 'owner_unavailable' });
  });

  it('reads an id the same however it is escaped', async () => {
    const { gateway } = await aGatewayToItems();
    await create(gateway, 42);
    for (const path of ['/items/42', '/items/%34%32', '/items/4%32?x=1', '/items/42/'])
      expect((await gateway.fetch(path)).text).toBe('item on a');
  });

  it('tells ids apart that only look alike', async () => {
    const { gateway } = await aGatewayToItems();
    for (const id of ['42', '042', '42.0']) await create(gateway, id);
    const owners = await Promise.all(['42', '042', '42.0'].map((id) => gateway.fetch(`/items/${id}`)));
    expect(owners.map((answer) => answer.text)).toEqual(['item on a', 'item on b', 'item on c']);
  });

  it('reads the key where the rule says: path, query, header or cookie', async () => {
    const gateway = await aGateway({
      backends: ['a', 'b', 'c'],
      affinity: {
        carts: { key: [{ path: '/carts/:id' }, { query: 'cart' }, { header: 'X-Cart' }, { cookie: 'cart' }] },
      },
      routes: [{ pool: 'main', affinity: ['carts'] }],
    });
    expect((await gateway.fetch('/carts/x', { method: 'POST' })).text).toBe('a');
    const answers = [
      await gateway.fetch('/carts/x'),
      await gateway.fetch('/?cart=x'),
      await gateway.fetch('/', { headers: { 'x-cart': 'x' } }),
      await gateway.fetch('/', { headers: { cookie: 'theme=dark; cart=x' } }),
      await gateway.fetch('/', { headers: { cookie: 'cart=y' } }),
    ];
    expect(answers.map((answer) => answer.text)).toEqual(['a', 'a', 'a', 'a', 'b']);
  });
});
