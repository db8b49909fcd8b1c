import { type EventEmitter, once } from 'node:events';
import { constants } from 'node:http2';
import { StrictBackend } from '../support/strict-backend';
import { valuesOf } from '../support/strict-request';
import { aSecureGateway, send } from './support';

async function strict() {
  const backend = new StrictBackend('a');
  return { backend, secure: await aSecureGateway({ backends: [backend] }) };
}

/** Resolves when it is closed, whether by an error or not. */
async function closed(one: EventEmitter & { readonly destroyed: boolean }): Promise<void> {
  if (!one.destroyed) await new Promise((resolve) => one.once('close', resolve));
}

describe('HTTP/2', () => {
  it('is spoken with clients that know it, and HTTP/1.1 with all others, on one port', async () => {
    const secure = await aSecureGateway({ backends: ['a', 'b'] });
    const session = await secure.session();
    expect(session.alpnProtocol).toBe('h2');
    expect(await send(session, { ':path': '/' })).toMatchObject({ status: 200, text: 'a' });
    expect(await secure.fetch('/')).toMatchObject({ status: 200, text: 'b' });
  });

  it('is not spoken where it is switched off', async () => {
    const secure = await aSecureGateway({ backends: ['a'] }, { http2: false });
    await expect(secure.session({ ALPNProtocols: ['h2'] })).rejects.toThrow();
    expect(await secure.fetch('/')).toMatchObject({ text: 'a' });
  });

  it('reaches the backend as HTTP/1.1 to the letter', async () => {
    const { backend, secure } = await strict();
    const session = await secure.session();
    const headers = { ':path': '/items/1?a=b', ':method': 'GET', 'x-one': '1', cookie: ['a=1', 'b=2'] };
    expect((await send(session, headers)).status).toBe(200);
    expect(backend.violations).toEqual([]);
    const [{ method, target, fields }] = backend.requests;
    expect([method, target]).toEqual(['GET', '/items/1?a=b']);
    expect(valuesOf(fields, 'host')).toEqual([`localhost:${secure.gateway.port}`]);
    expect(valuesOf(fields, 'cookie')).toEqual(['a=1; b=2']);
    expect(valuesOf(fields, 'x-one')).toEqual(['1']);
    expect(valuesOf(fields, 'x-forwarded-proto')).toEqual(['https']);
    expect(fields.filter(([name]) => name.startsWith(':'))).toEqual([]);
  });

  it('carries bodies, of a known length and of none', async () => {
    const { backend, secure } = await strict();
    const session = await secure.session();
    const body = Buffer.alloc(300_000, 'x');
    await send(session, { ':path': '/', ':method': 'POST', 'content-length': '300000' }, body);
    await send(session, { ':path': '/', ':method': 'POST' }, body);
    expect(backend.violations).toEqual([]);
    expect(backend.requests.map(({ framing }) => framing)).toEqual(['length', 'chunked']);
    for (const request of backend.requests) expect(request.body).toHaveLength(300_000);
  });

  it('carries several requests at once, each with its own answer', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    secure.gateway.backend('a').answer((request, response) => setImmediate(() => response.end(request.url)));
    const session = await secure.session();
    const paths = Array.from({ length: 50 }, (_, id) => `/${id}`);
    const answers = await Promise.all(paths.map((path) => send(session, { ':path': path })));
    expect(answers.map(({ text }) => text)).toEqual(paths);
  });

  it('keeps several cookies apart, and leaves out what concerns connections of HTTP/1.1', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    secure.gateway.backend('a').answer((_request, response) => {
      response.writeHead(200, 'Fine', [
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
        'X-A',
        '1',
        'Keep-Alive',
        'timeout=5',
      ]);
      response.end('body');
    });
    const { headers } = await send(await secure.session(), { ':path': '/' });
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(headers['x-a']).toBe('1');
    expect(
      Object.keys(headers).filter((name) => /^(connection|keep-alive|transfer-encoding)$/.test(name)),
    ).toEqual([]);
  });

  it('passes on trailers, early hints and a body that comes piece by piece', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    secure.gateway.backend('a').answer((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(200, { Trailer: 'X-Sum' });
      response.write('one ');
      response.addTrailers({ 'X-Sum': '7' });
      setImmediate(() => response.end('two'));
    });
    const session = await secure.session();
    const stream = session.request({ ':path': '/' });
    const hints = once(stream, 'headers') as Promise<[Record<string, unknown>]>;
    const trailers = once(stream, 'trailers') as Promise<[Record<string, unknown>]>;
    let text = '';
    stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    expect((await hints)[0]).toMatchObject({ ':status': 103, link: '</style.css>; rel=preload' });
    expect((await trailers)[0]).toMatchObject({ 'x-sum': '7' });
    await once(stream, 'close');
    expect(text).toBe('one two');
  });

  it('lets the backend say whether it wants the body', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    const session = await secure.session();
    const stream = session.request({ ':path': '/', ':method': 'POST', expect: '100-continue' });
    await once(stream, 'continue');
    stream.end('body');
    const [fields] = (await once(stream, 'response')) as [Record<string, unknown>];
    expect(fields[':status']).toBe(200);
  });

  it('breaks off an answer that the backend broke off, and no other', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    secure.gateway.backend('a').answer((request, response) => {
      if (request.url !== '/broken') return response.end('whole');
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half');
      setImmediate(() => request.socket.destroy());
    });
    const session = await secure.session();
    const broken = session.request({ ':path': '/broken' });
    broken.on('error', () => undefined).resume();
    const whole = send(session, { ':path': '/' });
    await closed(broken);
    expect(broken.rstCode).toBe(constants.NGHTTP2_INTERNAL_ERROR);
    expect(await whole).toMatchObject({ text: 'whole' });
    expect(session.destroyed).toBe(false);
  });

  it('cancels the request of a client that takes it back', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    const backend = secure.gateway.backend('a');
    backend.fallSilent();
    const session = await secure.session();
    const arrived = backend.nextRequest();
    const stream = session.request({ ':path': '/' });
    stream.on('error', () => undefined);
    const { received } = await arrived;
    const cancelled = once(received.message.socket, 'close');
    stream.close(constants.NGHTTP2_CANCEL);
    await cancelled;
    expect(secure.gateway.state('a').inFlight).toBe(0);
  });

  it('answers problems as HTTP/1.1 does', async () => {
    const secure = await aSecureGateway({ backends: ['a'], listen: { limits: { bodyBytes: '1KiB' } } });
    const session = await secure.session();
    const headers = { ':path': '/', ':method': 'POST', 'content-length': '5000' };
    const { status, text } = await send(session, headers, Buffer.alloc(5000));
    expect([status, (JSON.parse(text) as { code: string }).code]).toEqual([413, 'body_too_large']);
    expect(await send(session, { ':path': '/' })).toMatchObject({ text: 'a' });
  });

  it.each([
    ['a Host that differs from the authority', { ':authority': 'localhost', host: 'other.example' }],
    ['a name with a port that is none', { ':authority': 'a:b' }],
    ['user information', { ':authority': 'user@a' }],
  ])('refuses %s', async (_, headers) => {
    const { backend, secure } = await strict();
    const refusal = await send(await secure.session(), { ':path': '/', ...headers }).then(
      ({ status }) => status,
      ({ code }: { code?: string }) => code,
    );
    // Newer versions of Node refuse some of them before the gateway does.
    expect([400, 'ERR_HTTP2_STREAM_ERROR']).toContain(refusal);
    expect(backend.requests).toEqual([]);
  });

  it('ends a connection on which requests are taken back again and again', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    secure.gateway.backend('a').fallSilent();
    const session = await secure.session();
    for (let count = 0; count < 20_000 && !session.closed; count++) {
      const stream = session.request({ ':path': '/' });
      stream.on('error', () => undefined);
      stream.close(constants.NGHTTP2_CANCEL);
      if (count % 100 === 0) await new Promise(setImmediate);
    }
    await closed(session);
    secure.gateway.backend('a').answerAsUsual();
    expect(await send(await secure.session(), { ':path': '/' })).toMatchObject({ status: 200 });
  });

  it('ends with its requests answered when the gateway stops', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    const backend = secure.gateway.backend('a');
    backend.fallSilent();
    const session = await secure.session();
    const arrived = backend.nextRequest();
    const answer = send(session, { ':path': '/' });
    const { response } = await arrived;
    const goaway = once(session, 'goaway');
    const stopped = secure.gateway.application.stop();
    await goaway;
    response.end('at last');
    expect(await answer).toMatchObject({ status: 200, text: 'at last' });
    expect(await stopped).toBe(true);
  });
});
