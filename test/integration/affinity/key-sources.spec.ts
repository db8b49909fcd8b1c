import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { aGateway, type TestGateway } from '../../support/test-gateway';
import { codeOf } from './support/items-gateway';

const JSON_TYPE = { 'content-type': 'application/json' };

function ruled(rule: object): Promise<TestGateway> {
  return aGateway({
    backends: ['a', 'b', 'c'],
    affinity: { things: { onUnknownOwner: 'balance', ...rule } },
  });
}

const post = (gateway: TestGateway, body: string | Buffer, headers: object = JSON_TYPE) =>
  gateway.fetch('/', {
    method: 'POST',
    body,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
  });

/** Returns true if the gateway knows an owner of the key. */
async function isKnown(gateway: TestGateway, value: string): Promise<boolean> {
  return (await gateway.application.app.get(StickySessionStore).find(`things/main/${value}`)) !== undefined;
}

describe('a key', () => {
  it('is the segment of the path that the rule names', async () => {
    const gateway = await ruled({ key: [{ path: '/orders/:order/lines/:line', name: 'line' }] });
    const answers = [
      await gateway.fetch('/orders/1/lines/7'),
      await gateway.fetch('/orders/2/lines/7'),
      await gateway.fetch('/orders/1/lines/8'),
    ];
    expect(answers.map(({ text }) => text)).toEqual(['a', 'a', 'b']);
  });

  it('is put together from several places, and told apart from other combinations', async () => {
    const gateway = await ruled({ key: [{ all: [{ header: 'X-Tenant' }, { path: '/items/:id' }] }] });
    const as = (tenant: string, id: string) =>
      gateway.fetch(`/items/${id}`, { headers: { 'x-tenant': tenant } });
    const answers = [
      await as('t', '1'),
      await as('u', '1'),
      await as('t', '1'),
      await as('t/1', '2'),
      await as('t', '1%2F2'),
    ];
    expect(answers.map(({ text }) => text)).toEqual(['a', 'b', 'a', 'c', 'a']);
    expect(await isKnown(gateway, 't%2F1/2')).toBe(true);
    expect(await isKnown(gateway, 't/1%2F2')).toBe(true);
    expect((await gateway.fetch('/items/1')).text).toBe('b');
  });

  it('is the address of the client', async () => {
    const gateway = await ruled({ key: [{ clientAddress: true }] });
    expect(await gateway.sequence(3)).toEqual(['a', 'a', 'a']);
  });

  it('is a value in the body, of which every byte is forwarded', async () => {
    const gateway = await ruled({ key: [{ body: '/session/id' }] });
    const body = JSON.stringify({ session: { id: 'x' }, text: 'y'.repeat(20_000) });
    expect((await post(gateway, body)).text).toBe('a');
    expect((await post(gateway, body)).text).toBe('a');
    for (const request of gateway.backend('a').requests) expect((await request.body()).toString()).toBe(body);
    expect((await post(gateway, '{"session":{"id":"y"}}')).text).toBe('b');
  });

  it('is read of a body that comes in pieces, too', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    const sending = gateway.open('/', {
      method: 'POST',
      headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' },
    });
    sending.write('{"id":');
    await gateway.catchUp();
    sending.end('"x"}');
    await new Promise((resolve) =>
      sending.once('response', (response) => response.resume().once('end', resolve)),
    );
    expect(await isKnown(gateway, 'x')).toBe(true);
    expect((await gateway.backend('a').requests[0].body()).toString()).toBe('{"id":"x"}');
  });

  it('is read of the body of a client that waits to be told to go on', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    const connection = await gateway.connect();
    connection.write(
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n',
    );
    await connection.until('100 Continue\r\n\r\n');
    connection.write('{"id":"x"}');
    await connection.until('200 OK');
    expect(await isKnown(gateway, 'x')).toBe(true);
  });

  it('keeps every digit of a number', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    expect((await post(gateway, '{"id":9007199254740993}')).text).toBe('a');
    expect((await post(gateway, '{"id":9007199254740992}')).text).toBe('b');
    expect((await post(gateway, '{"id":"9007199254740993"}')).text).toBe('a');
  });

  it.each([
    '{"id":1,"id":2}',
    '{"id":1,"\\u0069d":1}',
    '{"id":1',
    '{id:1}',
    '{"id":"\\ud800"}',
    '{"a":'.repeat(40),
  ])('is not guessed from %s, which two readers may read in different ways', async (body) => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    const answer = await post(gateway, body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'bad_request']);
    expect(gateway.backend('a').requests).toEqual([]);
  });

  it('is not looked for in what does not say that it is JSON', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    expect((await post(gateway, '{"id":', { 'content-type': 'text/plain' })).status).toBe(200);
  });

  it.each([
    ['balance', 200],
    ['reject', 413],
  ])('in a body that is too large: %s', async (bodyTooLarge, status) => {
    const gateway = await ruled({ key: [{ body: '/id' }], bodyTooLarge });
    const body = JSON.stringify({ id: 'x', text: 'y'.repeat(200_000) });
    expect((await post(gateway, body)).status).toBe(status);
    const [request] = gateway.backend('a').requests;
    if (status === 200) expect((await request.body()).toString()).toBe(body);
    expect(await isKnown(gateway, 'x')).toBe(false);
  });

  it('leaves nothing waiting when the client leaves in the middle of its body', async () => {
    const gateway = await ruled({ key: [{ body: '/id' }] });
    const sending = gateway.open('/', { method: 'POST', headers: { ...JSON_TYPE, 'content-length': 100 } });
    sending.write('{"id":');
    await gateway.catchUp();
    sending.destroy();
    expect((await post(gateway, '{"id":"x"}')).text).toBe('a');
    expect(gateway.backend('a').requests).toHaveLength(1);
  });
});
