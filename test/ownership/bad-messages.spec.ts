import { connect } from 'node:net';
import { signMessage } from '@app/ownership';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { aBackend, type Backend } from './support/a-backend';
import { done, handOff, post, SECRET, send, signature, state } from './support/messages';

const TO = { id: 'b2', url: 'http://127.0.0.1:1' };
const MESSAGE = { key: '42', rule: 'things', epoch: 9 };
const PATHS = ['/handoff', '/handoff/state', '/handoff/done'];
/** The clock of the backends of this file, in milliseconds. */
const NOW = 1_700_000_000_000;
const SECONDS = NOW / 1_000;

const body = JSON.stringify({ ...MESSAGE, to: TO, state: 1, moved: true });
const aBackendWithClock = () => aBackend('b1', { now: () => NOW });

describe.each(PATHS)('the signature of %s', (path) => {
  it.each([
    ['missing', ''],
    ['of another secret', signature(body, 'other', SECONDS)],
    ['of another body', signature(`${body} `, SECRET, SECONDS)],
    ['of another time', signature(body, SECRET, SECONDS).replace(`t=${SECONDS}`, `t=${SECONDS + 1}`)],
    ['301 seconds old', signature(body, SECRET, SECONDS - 301)],
    ['301 seconds early', signature(body, SECRET, SECONDS + 301)],
    ['without a time', signature(body, SECRET, SECONDS).replace(/^t=\d+,/, '')],
    ['with two times', `t=1,${signature(body, SECRET, SECONDS)}`],
    ['cut', signature(body, SECRET, SECONDS).slice(0, -2)],
    ['with other letters', signature(body, SECRET, SECONDS).replace(/.$/, 'g')],
    ['of another version', signature(body, SECRET, SECONDS).replace('v1', 'v0')],
    ['very long', `${'v1=ab,'.repeat(1_000)}${signature(body, SECRET, SECONDS)}`],
  ])('is refused with 401 if it is %s', async (_, header) => {
    const { url, calls, ownership } = await aBackendWithClock();
    expect(await post(url + path, body, header)).toMatchObject({ status: 401, code: 'bad_signature' });
    expect([calls, ownership.size]).toEqual([[], 0]);
  });

  it.each([-300, 0, 300])('is accepted %d seconds from the clock of the backend', async (difference) => {
    const { url } = await aBackendWithClock();
    const answer = await post(url + path, body, signature(body, SECRET, SECONDS + difference));
    expect(answer.status).not.toBe(401);
  });
});

describe('a secret', () => {
  it('can be replaced: the first signs, all verify', async () => {
    const from = await aBackend('b1', { secret: ['new', SECRET] });
    const to = await aBackend('b2', { secret: ['new'] });
    from.texts.set('42', 'state');
    expect(await handOff(from, to.destination, 9)).toMatchObject({ status: 200 });
    expect(await done(to, to.destination, 9, true)).toMatchObject({ status: 401 });
  });

  it('signs in the form of the protocol', () => {
    expect(signMessage(SECRET, body, NOW)).toBe(signature(body, SECRET, SECONDS));
  });
});

describe('a malformed message', () => {
  it.each([
    ['no JSON', '{'],
    ['no text', Buffer.from([0xff, 0xfe]).toString('latin1')],
    ['an empty body', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['deep nesting', '['.repeat(60_000)],
    ['no key', { key: undefined }],
    ['an empty key', { key: '' }],
    ['a number as the key', { key: 42 }],
    ['a key that is too long', { key: 'x'.repeat(10_000) }],
    ['no rule', { rule: undefined }],
    ['a rule that is an object', { rule: {} }],
    ['no epoch', { epoch: undefined }],
    ['an epoch of 0', { epoch: 0 }],
    ['an epoch as a text', { epoch: '9' }],
    ['an epoch with a fraction', { epoch: 9.5 }],
    ['an epoch of 2^53', { epoch: 2 ** 53 }],
  ])('is refused with 400: %s', async (_, message) => {
    const { url, calls } = await aBackend();
    const complete = { ...MESSAGE, to: TO, state: 1, moved: true };
    for (const path of PATHS) {
      const sent = typeof message === 'string' ? message : { ...complete, ...message };
      expect(await post(url + path, sent)).toMatchObject({ status: 400, code: 'bad_request' });
    }
    expect(calls).toEqual([]);
  });

  it.each([
    undefined,
    null,
    'http://127.0.0.1:1',
    {},
    { id: 'b2' },
    { url: TO.url },
    { id: '', url: TO.url },
    ...['x', '/items', '//host', 'ftp://host', 'file:///etc/passwd', 'javascript:1', 'http://'].map(
      (url) => ({ id: 'b2', url }),
    ),
    ...[
      'http://user:password@host',
      'http://host?a=1',
      'http://host/#x',
      'http://host:99999',
      'http://[::1',
    ].map((url) => ({ id: 'b2', url })),
    { id: 'b2', url: `http://${'x'.repeat(3_000)}` },
  ])('is refused with 400 if to is %j', async (to) => {
    const backend = await aBackend();
    const answer = await handOff(backend, to as never, 9);
    expect(answer).toMatchObject({ status: 400, code: 'bad_request' });
    expect(backend.ownership.size).toBe(0);
  });

  it('is refused with 400 without a state, or without an end', async () => {
    const backend = await aBackend();
    expect(await state(backend, undefined, 9)).toMatchObject({ status: 400 });
    expect(await done(backend, TO, 9, 'yes' as never)).toMatchObject({ status: 400 });
  });

  it('may have fields that are not known', async () => {
    const backend = await aBackend();
    expect(await state(backend, 'x', 9, { __proto__: null, later: 1 })).toMatchObject({ status: 200 });
  });
});

describe('a base URL of the new owner', () => {
  it.each(['/', '/below', '/below/'])('may end with %s', async (suffix) => {
    const path = `${suffix.replace(/\/$/, '')}/handoff`;
    const from = await aBackend('b1');
    const to = await aBackend('b2', { path });
    from.texts.set('42', 'state');
    // The path of the endpoints is the same at all backends, and comes after the base.
    const answer = await handOff(from, { id: 'b2', url: to.url + suffix }, 9);
    expect(answer).toMatchObject({ status: 200 });
  });
});

describe('the endpoints', () => {
  it.each(PATHS)('accept POST only: %s', async (path) => {
    const { url, served } = await aBackend();
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await send(url + path, undefined, { method })).toMatchObject({ status: 405 });
    expect(served).toEqual([]);
  });

  it('leave other paths to the application', async () => {
    const { url, served } = await aBackend();
    for (const path of ['/handoff/', '/handoff/other', '/handoffs', '/x/handoff']) await send(url + path);
    expect(served).toHaveLength(4);
  });

  it('can be elsewhere', async () => {
    const { url, served } = await aBackend('b1', { path: '/internal/hand-off' });
    expect(await post(`${url}/internal/hand-off/done?x=1`, '{}')).toMatchObject({ status: 400 });
    await send(`${url}/handoff`);
    expect(served).toEqual(['GET /handoff']);
  });

  it.each([
    ['/handoff', 65_537],
    ['/handoff/state', 1_001],
    ['/handoff/done', 65_537],
  ])('answer 413 to a body that is too large: %s', async (path, length) => {
    const { url } = await aBackend('b1', { maxStateBytes: 1_000 });
    expect(await post(url + path, 'x'.repeat(length))).toMatchObject({ status: 413, code: 'body_too_large' });
    // One with an unknown length, too.
    const parts = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.alloc(length));
        controller.close();
      },
    });
    const headers = { 'x-handoff-signature': signature('') };
    const streamed = await send(url + path, undefined, {
      ...{ method: 'POST', headers, body: parts, duplex: 'half' },
    });
    expect(streamed).toMatchObject({ status: 413 });
  });

  it('serve on after a body that breaks off', async () => {
    const backend = await aBackend();
    await breakOff(backend);
    expect(await state(backend, 'x', 9)).toMatchObject({ status: 200 });
  });
});

async function breakOff(backend: Backend): Promise<void> {
  let isConnected = false;
  backend.server.once('request', () => (isConnected = true));
  const socket = connect(Number(new URL(backend.url).port), '127.0.0.1');
  closedAfterTest({ close: () => socket.destroy() });
  socket.write(
    'POST /handoff/state HTTP/1.1\r\nHost: b\r\nX-Handoff-Signature: t=1\r\nContent-Length: 10\r\n\r\nab',
  );
  await eventually(() => expect(isConnected).toBe(true));
  socket.destroy();
  await eventually(() => expect(backend.listener.connections).toBe(0));
}
