import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { until } from '../support/eventually';
import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { type HeldQuestion, holdStore } from '../support/slow.store';
import { aGateway, type TestGateway } from '../support/test-gateway';

const CREATE = 'POST /items/?item_id=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n';

/** Resolves when the gateway knows that the client has left. */
async function goneFrom(gateway: TestGateway, client: RawConnection): Promise<void> {
  await gateway.catchUp();
  const before = await gateway.connections();
  client.reset();
  await until(async () => (await gateway.connections()) < before);
  await gateway.catchUp();
}

/** Sends bytes, and resets the connection while the store still thinks. */
async function leaveWhileAsked(gateway: TestGateway, store: HeldQuestion, bytes: string): Promise<void> {
  const client = await gateway.connect();
  client.write(bytes);
  await store.asked;
  await goneFrom(gateway, client);
  store.answer();
  // The answer and what follows from it are promises, which have all been kept when another request has gone through.
  for (let round = 0; round < 3; round++) await gateway.catchUp();
}

const sessions = async (gateway: TestGateway): Promise<number> => {
  const counts = await gateway.application.app.get(StickySessionStore).counts();
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
};

describe('a client that leaves while the store is asked', () => {
  it.each(['GET /items/1 HTTP/1.1\r\nHost: h\r\n\r\n', `${CREATE}body`, CREATE, `${CREATE}bo`])(
    'for the owner has its request forgotten: %j',
    async (bytes) => {
      const gateway = await aGateway({ backends: ['a'] });
      await leaveWhileAsked(gateway, holdStore(gateway, 'find'), bytes);
      expect(gateway.backend('a').requests).toEqual([]);
      expect(gateway.state('a')).toMatchObject({ inFlight: 0, requests: 0, failures: 0 });
      expect(await sessions(gateway)).toBe(0);
    },
  );

  it('for a claim gives it back', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await leaveWhileAsked(gateway, holdStore(gateway, 'begin'), `${CREATE}body`);
    expect(gateway.backend('a').requests).toEqual([]);
    expect(gateway.state('a')).toMatchObject({ inFlight: 0, requests: 0, failures: 0 });
    expect(await sessions(gateway)).toBe(0);
  });

  it('for a claim leaves the claim of another who asked for the same', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const store = holdStore(gateway, 'begin');
    const leaving = await gateway.connect();
    leaving.write(`${CREATE}body`);
    await store.asked;
    expect((await gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'body' })).status).toBe(200);
    await goneFrom(gateway, leaving);
    store.answer();
    for (let round = 0; round < 3; round++) await gateway.catchUp();
    expect(await sessions(gateway)).toBe(1);
  });
});

describe('a client that leaves while other backends are asked for its resource', () => {
  it('changes nothing, although nothing is found out and the first response is not complete', async () => {
    const denying = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write('HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\n');
    });
    let asked: (connection: RawConnection) => void;
    const probe = new Promise<RawConnection>((resolve) => (asked = resolve));
    const silent = new RawBackend('b', (connection) => asked(connection));
    const gateway = await aGateway({ backends: [denying, silent] });
    const client = await gateway.connect();
    client.write('GET /items/1 HTTP/1.1\r\nHost: h\r\n\r\n');
    const connection = await probe;
    client.reset();
    await until(() => gateway.state('a').inFlight === 0);
    connection.reset();
    await until(() => gateway.state('b').inFlight === 0);
    expect(await gateway.connections()).toBe(0);
  });
});

describe('a client that is refused while the store is asked', () => {
  it('because its body is no HTTP is not forwarded afterwards', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const store = holdStore(gateway, 'find');
    const client = await gateway.connect();
    client.write('POST /items/?item_id=1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n');
    await store.asked;
    client.write('zz\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 400 /);
    store.answer();
    for (let round = 0; round < 3; round++) await gateway.catchUp();
    expect(gateway.backend('a').requests).toEqual([]);
    expect(await sessions(gateway)).toBe(0);
  });
});

describe('a request that is refused since its owner is not available', () => {
  it('leaves nothing behind that would keep the owner from being forgotten', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'body' });
    const owner = ['a', 'b'].find((name) => gateway.backend(name).requests.length === 1)!;
    gateway.state(owner).mode = 'disabled';
    expect((await gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'body' })).status).toBe(503);
    gateway.state(owner).mode = 'enabled';
    gateway.backend(owner).answer((_request, response) => response.writeHead(404).end());
    expect((await gateway.fetch('/items/1')).status).toBe(404);
    expect(await sessions(gateway)).toBe(0);
  });
});
