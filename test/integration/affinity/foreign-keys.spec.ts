import { createHash } from 'node:crypto';
import { rawRequest } from '../../support/raw-request';
import { aGatewayToItems, codeOf, create, type ItemsGateway, withRule } from './support/items-gateway';

const owners = ({ items }: ItemsGateway, id: string) =>
  Object.keys(items).filter((name) => items[name].kept.has(id));

describe('a key beside the path', () => {
  it.each([
    ['GET', '/nope?item_id=42'],
    ['GET', '/items/a/b?item_id=42'],
    ['GET', '/ping?item_id=42'],
    ['POST', '/ping?item_id=42'],
  ])('proves nothing by %s %s', async (method, path) => {
    const all = await withRule({ creates: 'safe' });
    const { text } = await create(all.gateway, 42);
    for (let round = 0; round < 4; round++) await all.gateway.fetch(path, { method });
    expect((await all.gateway.fetch('/items/42', { method: 'PUT', body: 'new' })).text).toBe(
      `new on ${text.at(-1)}`,
    );
    expect((await create(all.gateway, 42)).text).toBe(`exists on ${text.at(-1)}`);
    expect(owners(all, '42')).toEqual([text.at(-1)]);
  });

  it.each(['/ping?item_id=42', '/nope?item_id=42'])('makes no owner by GET %s', async (path) => {
    const all = await aGatewayToItems();
    for (const name of ['a', 'b', 'c']) all.gateway.backend(name).answerAsUsual();
    for (let round = 0; round < 3; round++) await all.gateway.fetch(path);
    expect(new Set(await all.gateway.sequence(6, path)).size).toBe(3);
  });
});

describe('a key that is there twice', () => {
  const request = (head: string) => `${head}\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`;

  it.each([
    'POST /items/?item_id=fresh&item_id=victim HTTP/1.1',
    'POST /items/?item_id=fresh&item%5Fid=victim HTTP/1.1',
  ])('in the query is refused: %s', async (head) => {
    const all = await withRule({});
    expect((await create(all.gateway, 'victim')).status).toBe(201);
    expect(await rawRequest(all.gateway.port, request(head))).toContain('400 Bad Request');
    expect(owners(all, 'victim')).toHaveLength(1);
  });

  it.each([
    [{ header: 'X-Item' }, 'X-Item: fresh\r\nx-item: victim'],
    [{ cookie: 'item' }, 'Cookie: item=fresh; item=victim'],
  ])('by %j is refused', async (source, lines) => {
    const all = await aGatewayToItems(['a'], {
      affinity: { items: { key: [{ path: '/items/:item_id' }, source] } },
    });
    const head = `POST /items/?item_id=fresh HTTP/1.1\r\n${lines}`;
    expect(await rawRequest(all.gateway.port, request(head))).toContain('400 Bad Request');
  });

  it('with the same value counts once', async () => {
    const all = await withRule({});
    const { status } = await all.gateway.fetch('/items/?item_id=1&item_id=1', {
      method: 'POST',
      body: 'item',
    });
    expect(status).toBe(201);
  });
});

describe('a key that looks like the hash of another', () => {
  it('has a session of its own', async () => {
    const all = await withRule({ onUnknownOwner: 'balance' });
    const long = 'a'.repeat(300);
    const short = `sha256:${createHash('sha256').update(long).digest('hex')}`;
    const { text } = await create(all.gateway, long);
    for (let round = 0; round < 3; round++) await all.gateway.fetch(`/items/${short}`, { method: 'DELETE' });
    for (let round = 0; round < 3; round++)
      expect((await all.gateway.fetch(`/items/${long}`)).text).toBe(`item on ${text.at(-1)}`);
  });
});

describe('an owner that breaks off, and is found by the search after that', () => {
  it('is not replaced by a third backend where only the owner may respond', async () => {
    const all = await withRule({ onOwnerUnavailable: 'fail' }, ['a', 'b', 'c'], {
      retry: { budget: '100%' },
    });
    const { answering } = all.items.a;
    all.items.a.kept.set('1', 'item');
    all.gateway
      .backend('a')
      .answer((request, response) =>
        request.method === 'GET' ? void request.socket.destroy() : answering(request, response),
      );
    const response = await all.gateway.fetch('/items/1');
    expect(response.status).toBe(502);
    expect(codeOf(response)).toMatch(/^upstream_/);
    expect(all.gateway.backend('c').requests.filter(({ message }) => message.method === 'GET')).toEqual([]);
  });
});
