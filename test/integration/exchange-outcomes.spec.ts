import { once } from 'node:events';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import { ExchangeRecorder } from '../support/exchange-recorder';
import { responseTo } from '../support/http-client';
import { RawBackend } from '../support/raw-backend';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';

async function observed(wishes: Partial<GatewayOptions> = {}): Promise<[TestGateway, ExchangeRecorder]> {
  const gateway = await aGateway({ backends: ['a'], ...wishes });
  return [gateway, new ExchangeRecorder(gateway)];
}

/** The properties of an ended exchange that observers read. */
function facts(exchange: Exchange): object {
  const { status, bytes, attempts, failure } = exchange;
  const { count, respondedBy } = attempts;
  return {
    status,
    bytesIn: bytes.in,
    bytesOut: bytes.out,
    attempts: count,
    answeredBy: respondedBy?.id,
    failure: failure?.code,
  };
}

const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const HANDSHAKE = 'GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

describe('the outcome of an exchange', () => {
  it('tells who answered what, in how many attempts and bytes', async () => {
    const [gateway, recorder] = await observed();
    await gateway.fetch('/x', { method: 'POST', body: '12345' });
    const exchange = await recorder.end();
    expect(facts(exchange)).toEqual({
      status: 200,
      bytesIn: 5,
      bytesOut: 1,
      attempts: 1,
      answeredBy: 'a',
      failure: undefined,
    });
  });

  it('has every moment of its way in order', async () => {
    const [gateway, recorder] = await observed();
    await gateway.fetch('/');
    const { startedAt, endedAt, attempts } = await recorder.end();
    const { sentAt, firstByteAt, respondedAt: answeredAt } = attempts;
    const moments = [startedAt, sentAt, firstByteAt, answeredAt, endedAt];
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    expect(startedAt).toBeGreaterThan(0);
  });

  it('is told once, though the backend was tried twice', async () => {
    const [gateway, recorder] = await observed({ backends: ['a', 'b'] });
    await gateway.kill('a');
    await gateway.fetch('/');
    await gateway.fetch('/');
    await recorder.end(1);
    expect(recorder.over.map(({ attempts }) => [attempts.count, attempts.respondedBy!.id])).toEqual([
      [2, 'b'],
      [1, 'b'],
    ]);
  });

  it.each([
    [
      'a head that no proxy may let through',
      'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
      400,
      'bad_request',
    ],
    ['a method that is never served', 'TRACE / HTTP/1.1\r\nHost: h\r\n\r\n', 405, 'method_not_allowed'],
    [
      'an ambiguous path',
      'GET /a/%2e%2e/b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
      400,
      'ambiguous_path',
    ],
  ])('is told of %s, too', async (_, bytes, status, failure) => {
    const routes = [
      { path: '/a', pool: 'main' },
      { path: '/', pool: 'main' },
    ];
    const [gateway, recorder] = await observed({ routes });
    const connection = await gateway.connect();
    connection.write(bytes);
    await connection.head();
    connection.close();
    const exchange = await recorder.end();
    expect(facts(exchange)).toMatchObject({ status, failure, attempts: 0, answeredBy: undefined });
    expect(exchange.bytes.out).toBeGreaterThan(0);
    expect(exchange.id).not.toBe('');
  });

  it('counts the body of an answer of the gateway itself', async () => {
    const routes = [{ path: '/', respond: { status: 200, body: 'hello' } }];
    const [gateway, recorder] = await observed({ routes });
    await gateway.fetch('/');
    expect(facts(await recorder.end())).toMatchObject({ status: 200, bytesOut: 5, attempts: 0 });
  });

  it('is 499 for a client that leaves before its answer', async () => {
    const [gateway, recorder] = await observed();
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    await arrived;
    leaving.destroy();
    expect(facts(await recorder.end())).toMatchObject({ status: 499, failure: 'client_closed' });
  });

  it('is 499 for a client that leaves in the middle of its answer', async () => {
    const [gateway, recorder] = await observed();
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    const { response } = await arrived;
    response.write('half of it');
    await once(await responseTo(leaving), 'data');
    leaving.destroy();
    const exchange = await recorder.end();
    expect(facts(exchange)).toMatchObject({ status: 499, bytesOut: 10, answeredBy: 'a' });
  });

  it('names why an answer was broken off, beside the status that had left', async () => {
    const raw = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
      connection.end();
    });
    const [gateway, recorder] = await observed({ backends: [raw] });
    await gateway.fetch('/').catch(() => undefined);
    expect(facts(await recorder.end())).toMatchObject({ status: 200, failure: 'upstream_closed' });
  });

  it('comes when a tunnel ends, with the bytes of both ways', async () => {
    const raw = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(SWITCH);
      connection.write(await connection.bytes(4));
    });
    const [gateway, recorder] = await observed({ backends: [raw] });
    const client = await gateway.connect();
    client.write(HANDSHAKE);
    await client.head();
    client.write('ping');
    await client.bytes(4);
    expect(recorder.over).toEqual([]);
    client.reset();
    const exchange = await recorder.end();
    expect(facts(exchange)).toMatchObject({ status: 101, bytesIn: 4, bytesOut: 4, failure: undefined });
  });

  it('begins once and ends once for each of many requests on one connection', async () => {
    const [gateway, recorder] = await observed();
    const get = 'GET / HTTP/1.1\r\nHost: h\r\n';
    await gateway.raw(`${get}\r\n${get}\r\n${get}Connection: close\r\n\r\n`);
    await recorder.end(2);
    expect(recorder.all).toEqual(recorder.over);
    expect(new Set(recorder.all).size).toBe(3);
  });
});
