import { type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { Ownership } from '@app/ownership';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { aBackend, type Backend } from './support/a-backend';
import { handOff, send } from './support/messages';

/** Writes bytes, and resolves with everything that comes back until the server closes or `end` is in it. */
async function exchange(backend: Backend, bytes: string, end: string): Promise<string> {
  const socket = connect(Number(new URL(backend.url).port), '127.0.0.1');
  closedAfterTest({ close: () => socket.destroy() });
  let received = '';
  socket.setEncoding('latin1').on('data', (text: string) => (received += text));
  socket.write(bytes);
  await eventually(() => expect(received.includes(end) || socket.closed).toBe(true));
  return received;
}

describe('a backend behind the guard', () => {
  it('serves the newest epoch of a key, and answers 421 with it to an older one', async () => {
    const { url, served, texts } = await aBackend();
    texts.set('42', 'here');
    expect(await send(`${url}/things/42`, 8)).toMatchObject({ status: 200, text: 'here' });
    expect(await send(`${url}/things/42`, 9)).toMatchObject({ status: 200 });
    const refused = await send(`${url}/things/42`, 8);
    expect(refused).toMatchObject({ status: 421, newest: '9', code: 'stale_epoch' });
    expect(served).toHaveLength(2);
  });

  it('tells keys apart', async () => {
    const { url } = await aBackend();
    await send(`${url}/things/1`, 9);
    expect(await send(`${url}/things/2`, 8)).toMatchObject({ status: 404 });
  });

  it('serves requests without an epoch, and those without a key', async () => {
    const { url, texts } = await aBackend();
    texts.set('42', 'here');
    await send(`${url}/things/42`, 9);
    expect(await send(`${url}/things/42`)).toMatchObject({ status: 200 });
    expect(await send(`${url}/ping`, 1)).toMatchObject({ status: 404, code: undefined });
  });

  it('requires an epoch for a key if it is configured to', async () => {
    const { url, served } = await aBackend('b1', { required: true });
    expect(await send(`${url}/things/42`)).toMatchObject({ status: 400, code: 'epoch_required' });
    expect(await send(`${url}/ping`)).toMatchObject({ status: 404 });
    expect(served).toEqual(['GET /ping']);
  });

  it.each(['0', '-1', '1.5', 'x', '', '9007199254740992', '8, 9', '0x9'])(
    'answers 400 to a malformed epoch: %j',
    async (epoch) => {
      const { url, served } = await aBackend();
      expect(await send(`${url}/things/42`, epoch)).toMatchObject({ status: 400, code: 'bad_epoch' });
      expect(served).toEqual([]);
    },
  );

  it('answers before the body has come', async () => {
    const backend = await aBackend();
    await send(`${backend.url}/things/42`, 9);
    const head =
      'PUT /things/42 HTTP/1.1\r\nHost: b\r\nX-Owner-Epoch: 8\r\nContent-Length: 1000000\r\n\r\nab';
    const received = await exchange(backend, head, '}');
    expect(received).toMatch(/^HTTP\/1\.1 421 .*\r\nX-Owner-Epoch: 9\r\n/s);
  });

  it('keeps the connection for the next request', async () => {
    const backend = await aBackend();
    await send(`${backend.url}/things/42`, 9);
    const request = (epoch: number, path: string) =>
      `PUT ${path} HTTP/1.1\r\nHost: b\r\nX-Owner-Epoch: ${epoch}\r\nContent-Length: 2\r\n\r\nab`;
    const received = await exchange(backend, request(8, '/things/42') + request(9, '/things/42'), 'ab');
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 421', 'HTTP/1.1 200']);
  });

  it('answers 400 if the key cannot be read, instead of letting the request pass', async () => {
    const errors: unknown[] = [];
    const { url, served } = await aBackend('b1', {
      key: ({ url }) => decodeURIComponent(url!.slice(8)),
      onError: (error) => errors.push(error),
    });
    expect(await send(`${url}/things/%FF`, 9)).toMatchObject({ status: 400, code: 'bad_request' });
    expect(errors).toEqual([expect.any(URIError)]);
    expect(served).toEqual([]);
  });

  it('remembers at most maxKeys keys', async () => {
    const { url, ownership } = await aBackend('b1', { maxKeys: 3 });
    for (let key = 0; key < 10; key++) await send(`${url}/things/${key}`, 9);
    // The server notes the end of a response after the client.
    await eventually(() => expect(ownership.size).toBe(3));
    expect(await send(`${url}/things/9`, 8)).toMatchObject({ status: 421 });
    expect(await send(`${url}/things/1`, 8)).toMatchObject({ status: 404 });
  });

  it('keeps no long key', async () => {
    const { url, ownership } = await aBackend();
    const long = 'x'.repeat(10_000);
    await send(`${url}/things/${long}`, 9);
    expect(await send(`${url}/things/${long}`, 8)).toMatchObject({ status: 421 });
    expect(ownership.phaseOf(long)).toBe('owned');
  });

  it('forgets a client that has left', async () => {
    const backend = await aBackend();
    const leaving = new AbortController();
    const sent = send(`${backend.url}/things/42?hold`, undefined, { signal: leaving.signal });
    await eventually(() => expect(backend.ownership.size).toBe(1));
    leaving.abort();
    await expect(sent).rejects.toThrow();
    await eventually(() => expect(backend.ownership.size).toBe(0));
  });
});

describe('a guard behind something slow', () => {
  it('does not count a client that has left meanwhile', async () => {
    const backend = await aBackend();
    const { ownership, server } = backend;
    server.removeAllListeners('request');
    let [received, passed] = [0, 0];
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      received++;
      response.once('close', () => ownership.middleware(request, response, () => passed++));
    });
    const leaving = new AbortController();
    const sent = send(`${backend.url}/things/42`, undefined, { signal: leaving.signal });
    await eventually(() => expect(received).toBe(1));
    leaving.abort();
    await expect(sent).rejects.toThrow();
    await eventually(() => expect(passed).toBe(1));
    expect(ownership.size).toBe(0);
  });
});

describe('the guard of upgrades', () => {
  const head = (epoch: number) =>
    `GET /things/42 HTTP/1.1\r\nHost: b\r\nConnection: Upgrade\r\nUpgrade: x\r\nX-Owner-Epoch: ${epoch}\r\n\r\n`;

  it('refuses an old epoch, and counts an open connection as a request in flight', async () => {
    const backend = await aBackend('b1', { inFlightTimeout: 50 });
    const { ownership } = backend;
    backend.server.on('upgrade', (request, socket) => {
      if (ownership.admitUpgrade(request, socket))
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    });
    expect(await exchange(backend, head(9), '\r\n\r\n')).toMatch(/^HTTP\/1\.1 101 /);
    const refused = await exchange(backend, head(8), '}');
    expect(refused).toMatch(/^HTTP\/1\.1 421 Misdirected Request\r\nX-Owner-Epoch: 9\r\n/);
    expect(refused).toContain('"code":"stale_epoch"');
    const moving = await handOff(backend, { id: 'b2', url: 'http://127.0.0.1:1' }, 12);
    expect(moving).toMatchObject({ status: 409, code: 'requests_in_flight' });
  });
});

describe('the construction of a guard', () => {
  const options = { key: () => undefined, export: () => undefined, import: () => {}, drop: () => {} };

  it.each([[''], [undefined], [[]], [['ok', '']], [null]])('is refused without a secret: %j', (secret) => {
    expect(() => new Ownership({ ...options, secret: secret as string })).toThrow(/secret must be set/);
  });

  it.each(['handoff', '/', '/handoff/', '/a?b', '/a b', ''])('is refused with the path %j', (path) => {
    expect(() => new Ownership({ ...options, secret: 's', path })).toThrow(/path is/);
  });

  it.each([0, -1, 1.5, NaN, 2 ** 31])('is refused with a time limit of %d', (callTimeout) => {
    expect(() => new Ownership({ ...options, secret: 's', callTimeout })).toThrow(RangeError);
  });
});
