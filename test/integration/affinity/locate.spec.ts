import { OwnerSearch } from '../../../apps/gateway/src/data-plane/affinity/owner-search/owner-search';
import {
  aGatewayToItems,
  changeState,
  codeOf,
  create,
  type ItemsGateway,
  probes,
  withRule,
} from './support/items-gateway';

const NAMES = ['a', 'b', 'c'];

const unhealthy = (all: ItemsGateway, name: string): void =>
  changeState(all, name, (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));

describe('an item without a known owner', () => {
  it('is found wherever it is, and its owner remembered', async () => {
    const all = await aGatewayToItems();
    all.items.c.kept.set('1', 'item');
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on c');
    expect(probes(all)).toEqual(['b /items/1', 'c /items/1']);
    expect(await all.gateway.sequence(3, '/items/1')).toEqual(Array(3).fill('item on c'));
    expect(probes(all)).toHaveLength(2);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('is looked for before %s is sent anywhere', async (method) => {
    const all = await aGatewayToItems();
    all.items.c.kept.set('1', 'item');
    const answer = await all.gateway.fetch('/items/1', { method, body: 'better' });
    expect([answer.status, answer.text.at(-1)]).toEqual([200, 'c']);
    expect(probes(all)).toEqual(NAMES.map((name) => `${name} /items/1`));
    for (const name of ['a', 'b'])
      expect(all.gateway.backend(name).requests.map(({ message }) => message.method)).toEqual(['HEAD']);
  });

  it('gets the body of the update once it is found, every byte of it', async () => {
    const all = await aGatewayToItems();
    all.items.b.kept.set('1', 'item');
    const body = Buffer.alloc(300_000, 'better').toString();
    await all.gateway.fetch('/items/1', { method: 'PUT', body });
    expect(all.items.b.kept.get('1')).toBe(body);
  });

  it('is looked for once, however many ask for it at once', async () => {
    const all = await aGatewayToItems();
    all.items.b.kept.set('1', 'item');
    const asking = Array.from({ length: 20 }, (_, at) =>
      all.gateway.fetch('/items/1', at % 2 === 0 ? {} : { method: 'PUT', body: 'item' }),
    );
    for (const answer of await Promise.all(asking)) expect(answer.text).toBe('item on b');
    for (const name of NAMES) {
      const own = probes(all).filter((probe) => probe.startsWith(name));
      expect(own.length).toBeLessThanOrEqual(1);
    }
  });

  it('is looked for in the name of the client, with its credentials and id, without its conditions', async () => {
    const all = await aGatewayToItems(['a', 'b']);
    all.items.b.kept.set('1', 'item');
    const headers = {
      authorization: 'Bearer t',
      'x-request-id': 'r1',
      'if-none-match': '"1"',
      range: 'bytes=0-1',
    };
    await all.gateway.fetch('/items/1', { headers });
    const [probe] = all.gateway.backend('b').requests;
    expect(probe.values('authorization')).toEqual(['Bearer t']);
    expect(probe.values('x-request-id')).toEqual(['r1']);
    expect([...probe.values('if-none-match'), ...probe.values('range')]).toEqual([]);
  });

  it('is asked for by GET where a backend does not know HEAD', async () => {
    const all = await aGatewayToItems(['a', 'b']);
    all.items.b.kept.set('1', 'item');
    all.gateway
      .backend('b')
      .answer((request, response) =>
        request.method === 'HEAD' ? response.writeHead(405).end() : all.items.b.answering(request, response),
      );
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on b');
  });

  it('is not there when every backend has denied that it has it: the first denial is the answer', async () => {
    const all = await aGatewayToItems();
    expect(await all.gateway.fetch('/items/1')).toMatchObject({ status: 404, text: 'not found on a' });
    expect(probes(all)).toEqual(['b /items/1', 'c /items/1']);
  });

  it('is not looked for again for a while when it was not there', async () => {
    const all = await aGatewayToItems();
    await all.gateway.fetch('/items/1');
    const answers = [
      await all.gateway.fetch('/items/1'),
      await all.gateway.fetch('/items/1', { method: 'PUT', body: 'x' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(probes(all)).toHaveLength(2);
  });

  it('is found once it is created, although it was not there a moment ago', async () => {
    const { gateway } = await aGatewayToItems();
    await gateway.fetch('/items/1');
    expect((await create(gateway, 1)).status).toBe(201);
    expect((await gateway.fetch('/items/1')).status).toBe(200);
  });

  it.each(['GET', 'PUT', 'DELETE'])(
    'is no false 404 for %s while a backend is unreachable',
    async (method) => {
      const all = await aGatewayToItems();
      unhealthy(all, 'b');
      const answer = await all.gateway.fetch('/items/1', { method });
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
      expect(codeOf(answer)).toBe('owner_unknown');
    },
  );

  it('is no false 404 if a backend dies of the question, or gives no clear response', async () => {
    const all = await aGatewayToItems();
    all.gateway.backend('b').answer((request) => request.socket.destroy());
    expect(codeOf(await all.gateway.fetch('/items/1'))).toBe('owner_unknown');
    all.gateway.backend('b').answer((_request, response) => response.writeHead(500).end());
    expect(codeOf(await all.gateway.fetch('/items/2', { method: 'PUT' }))).toBe('owner_unknown');
  });

  it('is found although another backend is unreachable', async () => {
    const all = await aGatewayToItems();
    unhealthy(all, 'b');
    all.items.c.kept.set('1', 'item');
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on c');
  });

  it('is looked for again once a backend has joined', async () => {
    const all = await aGatewayToItems();
    unhealthy(all, 'c');
    expect((await all.gateway.fetch('/items/1')).status).toBe(503);
    all.items.c.kept.set('1', 'item');
    changeState(all, 'c', (states, pool, backend) => states.setHealth(pool, backend, 'healthy', 'test'));
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on c');
  });

  it('is not looked for in the sole backend of a pool', async () => {
    const all = await aGatewayToItems(['a']);
    expect((await all.gateway.fetch('/items/1')).status).toBe(404);
    expect(probes(all)).toEqual([]);
  });

  it('is not looked for because of an answer other than 404 and 410', async () => {
    const all = await aGatewayToItems();
    all.gateway.backend('a').answer((_request, response) => response.writeHead(403).end('no'));
    expect(await all.gateway.fetch('/items/1')).toMatchObject({ status: 403, text: 'no' });
    expect(probes(all)).toEqual([]);
  });

  it('leaves a long denial whole', async () => {
    const all = await aGatewayToItems(['a', 'b']);
    const body = Buffer.alloc(500_000, 'not found ');
    all.gateway.backend('a').answer((_request, response) => response.writeHead(404).end(body));
    const answer = await all.gateway.fetch('/items/1');
    expect([answer.status, answer.body.equals(body)]).toEqual([404, true]);
  });

  it('leaves nothing behind when its client has left', async () => {
    const all = await aGatewayToItems(['a', 'b']);
    all.gateway.backend('b').fallSilent();
    const arrived = all.gateway.backend('b').nextRequest();
    const leaving = all.gateway.open('/items/1', { method: 'PUT' });
    leaving.end();
    const { response } = await arrived;
    leaving.destroy();
    response.writeHead(404).end();
    all.gateway.backend('b').answer(all.items.b.answering);
    expect((await all.gateway.fetch('/items/2')).status).toBe(404);
    expect(['a', 'b'].map((name) => all.gateway.state(name).inFlight)).toEqual([0, 0]);
  });

  it('is not looked for where the rule says balance', async () => {
    const all = await withRule({ onUnknownOwner: 'balance' });
    all.items.c.kept.set('1', 'item');
    expect((await all.gateway.fetch('/items/1')).text).toBe('not found on a');
    expect(probes(all)).toEqual([]);
  });

  it('is refused where the rule says fail, until its owner is known', async () => {
    const all = await withRule({ onUnknownOwner: 'fail' });
    all.items.c.kept.set('1', 'item');
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await all.gateway.fetch('/items/1', { method });
      expect([answer.status, codeOf(answer)]).toEqual([503, 'owner_unknown']);
    }
    expect(probes(all)).toEqual([]);
    expect((await all.gateway.fetch('/items?item_id=2', { method: 'POST', body: 'x' })).status).toBeLessThan(
      300,
    );
    expect((await all.gateway.fetch('/items/2')).status).toBe(200);
  });

  it('is asked for at the path that the rule names, whatever the request asks for', async () => {
    const all = await withRule({
      key: [{ path: '/orders/:order/lines/:line', name: 'order' }],
      resource: '/items/:order',
    });
    all.items.c.kept.set('7', 'item');
    await all.gateway.fetch('/orders/7/lines/1', { method: 'PUT', body: 'x' });
    expect(probes(all)).toEqual(NAMES.map((name) => `${name} /items/7`));
    expect(all.gateway.backend('c').requests.at(-1)!.target).toBe('/orders/7/lines/1');
  });

  it('is asked for at the path that backends know it by', async () => {
    const all = await aGatewayToItems(NAMES, {
      affinity: { items: { key: [{ path: '/v1/items/:id' }] } },
      routes: [{ path: '/v1', pool: 'main', stripPrefix: '/v1', affinity: ['items'] }],
    });
    all.items.b.kept.set('a b', 'item');
    expect((await all.gateway.fetch('/v1/items/a%20b', { method: 'PUT', body: 'x' })).status).toBe(200);
    expect(probes(all)).toEqual(NAMES.map((name) => `${name} /items/a%20b`));
  });

  it('is passed on as not found when its owner has it, but not what belongs to it', async () => {
    const all = await withRule({ key: [{ path: '/items/:item_id/*' }] });
    all.items.a.kept.set('1', 'item');
    all.gateway
      .backend('a')
      .answer((request, response) =>
        request.url === '/items/1'
          ? all.items.a.answering(request, response)
          : response.writeHead(404).end('no such part'),
      );
    expect((await all.gateway.fetch('/items/1/parts/9')).text).toBe('no such part');
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
    expect((await all.gateway.fetch('/items/1/parts/9')).text).toBe('no such part');
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
  });
});

describe('a create', () => {
  it('goes ahead if the id has no known owner, and is counted', async () => {
    const all = await aGatewayToItems();
    all.items.c.kept.set('1', 'item');
    expect((await create(all.gateway, 1)).text).toBe('created on a');
    expect(probes(all)).toEqual([]);
  });

  describe('that must be safe', () => {
    it('goes to the one who has the id already', async () => {
      const all = await withRule({ creates: 'safe' });
      all.items.c.kept.set('1', 'item');
      expect(await create(all.gateway, 1)).toMatchObject({ status: 400, text: 'exists on c' });
    });

    it('goes ahead when all have denied it', async () => {
      const all = await withRule({ creates: 'safe' });
      expect((await create(all.gateway, 1)).text).toBe('created on a');
      expect(probes(all)).toEqual(NAMES.map((name) => `${name} /items/1`));
    });

    it('is refused while a backend is unreachable, and then created nowhere', async () => {
      const all = await withRule({ creates: 'safe' });
      unhealthy(all, 'c');
      const answer = await create(all.gateway, 1);
      expect([answer.status, codeOf(answer)]).toEqual([503, 'owner_unknown']);
      expect(NAMES.map((name) => all.items[name].kept.size)).toEqual([0, 0, 0]);
    });

    it('makes one item of twenty creates at once, after one search', async () => {
      const all = await withRule({ creates: 'safe' });
      const answers = await Promise.all(Array.from({ length: 20 }, () => create(all.gateway, 7)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(probes(all)).toEqual(NAMES.map((name) => `${name} /items/7`));
    });
  });
});

describe('a claim that was never confirmed', () => {
  /** A create with an unknown outcome, at `a`; then `c` turns out to have the item. */
  async function claimedInVain(rule: object): Promise<ItemsGateway> {
    const all = await withRule(rule);
    const { answering } = all.items.a;
    all.gateway.backend('a').answer((request, response) => {
      return request.method === 'POST' ? void request.socket.destroy() : answering(request, response);
    });
    expect((await create(all.gateway, 1)).status).toBe(502);
    all.gateway.backend('a').answer(answering);
    all.items.c.kept.set('1', 'item');
    return all;
  }

  it('is no proof for a read: where its backend denies it, the others are asked', async () => {
    const all = await claimedInVain({});
    expect((await all.gateway.fetch('/items/1')).text).toBe('item on c');
    expect((await all.gateway.fetch('/items/1', { method: 'DELETE' })).text).toBe('item on c');
  });

  it('is no proof for a write where creates are to be safe', async () => {
    const all = await claimedInVain({ creates: 'safe' });
    const put = await all.gateway.fetch('/items/1', { method: 'PUT', body: 'new' });
    expect(put.text).toBe('new on c');
  });

  it('is no proof for another create where these are to be safe', async () => {
    const all = await claimedInVain({ creates: 'safe' });
    expect((await create(all.gateway, 1)).text).toBe('exists on c');
  });
});

describe('searches', () => {
  it('wait for one another, beyond so many at a time, and all end', async () => {
    const all = await withRule({ locate: { concurrency: 1 } });
    for (let id = 0; id < 30; id++) all.items.c.kept.set(String(id), 'item');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, id) => all.gateway.fetch(`/items/${id}`, { method: 'PUT', body: 'x' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(all.gateway.application.app.get(OwnerSearch).counts).toMatchObject({ found: 30, refused: 0 });
  });
});
