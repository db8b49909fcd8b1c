import { type ServerResponse } from 'node:http';
import { eventually } from '../support/eventually';
import { scrape } from '../support/scrape';
import { END_HEADERS, END_STREAM, fields, FRAME, frame, Http2Wire, request } from './http2-wire';
import { aSecureGateway, send, type SecureGateway } from './support';

const code = (value: number): Buffer => Buffer.from([0, 0, 0, value]);
const goAway = (value: number): Buffer => frame(FRAME.goaway, 0, 0, Buffer.concat([code(1), code(value)]));

/** Requests that are under way when their client leaves. */
const REQUESTS: readonly (readonly [string, Buffer])[] = [
  ['GET', frame(FRAME.headers, END_STREAM | END_HEADERS, 1, request('/'))],
  ['HEAD', frame(FRAME.headers, END_STREAM | END_HEADERS, 1, request('/', 'HEAD'))],
  ['GET, half sent', frame(FRAME.headers, END_HEADERS, 1, request('/'))],
  [
    'POST, half sent',
    Buffer.concat([
      frame(FRAME.headers, END_HEADERS, 1, request('/', 'POST')),
      frame(FRAME.data, 0, 1, Buffer.alloc(10_000)),
    ]),
  ],
  [
    'POST, half sent and refused',
    Buffer.concat([
      frame(FRAME.headers, END_HEADERS, 1, request('/refused', 'POST')),
      frame(FRAME.data, 0, 1, Buffer.alloc(10_000)),
    ]),
  ],
];

/** The ways in which a client leaves. */
const ENDS: readonly (readonly [string, (wire: Http2Wire) => void])[] = [
  ['closes the connection', ({ socket }) => socket.destroy()],
  ['finishes sending', ({ socket }) => socket.end()],
  ['takes it back (CANCEL)', (wire) => wire.write(frame(FRAME.reset, 0, 1, code(8)))],
  ['takes it back (NO_ERROR)', (wire) => wire.write(frame(FRAME.reset, 0, 1, code(0)))],
  ['goes away with an error', (wire) => wire.write(goAway(2))],
  [
    'goes away, and closes',
    (wire) => {
      wire.write(goAway(0));
      wire.socket.destroy();
    },
  ],
  ['sends a body for no stream', (wire) => wire.write(frame(FRAME.data, 0, 0, Buffer.from('x')))],
  ['sends a frame of a wrong size', (wire) => wire.write(frame(FRAME.settings, 0, 0, Buffer.alloc(5)))],
  ['sends fields that do not unpack', (wire) => wire.write(frame(FRAME.headers, 5, 3, Buffer.from([0xff])))],
  ['sends a window of nothing', (wire) => wire.write(frame(FRAME.windowUpdate, 0, 0, Buffer.alloc(4)))],
  [
    'sends fields in the middle of others',
    (wire) =>
      wire.write(
        Buffer.concat([
          frame(FRAME.headers, 0, 3, fields(['a', 'b'])),
          frame(FRAME.ping, 0, 0, Buffer.alloc(8)),
        ]),
      ),
  ],
];

/** At once, in front of the backend: one place that is not given back is one too few. */
const MOST = 2 * REQUESTS.length;

async function aSilentGateway(): Promise<SecureGateway> {
  const secure = await aSecureGateway({
    backends: ['a'],
    routes: [
      { path: '/', pool: 'main', concurrency: { max: MOST } },
      { path: '/refused', respond: { status: 403, body: 'no' } },
    ],
  });
  secure.gateway.backend('a').fallSilent();
  return secure;
}

async function expectNothingHeld(secure: SecureGateway): Promise<void> {
  const { gateway } = secure;
  await eventually(async () => {
    expect((await scrape(gateway)).sum('requests_in_flight')).toBe(0);
    expect(gateway.state('a').inFlight).toBe(0);
  });
}

describe('a request by HTTP/2 ends, and gives back all it holds, when its client', () => {
  it.each(ENDS)('%s', async (_name, leave) => {
    const secure = await aSilentGateway();
    const { gateway, ca } = secure;
    const visit = async (bytes: Buffer, isAtOnce: boolean): Promise<void> => {
      const wire = await Http2Wire.to(gateway.port, ca);
      wire.write(bytes);
      if (!isAtOnce) await eventually(() => expect(wire.frames.length).toBeGreaterThan(0));
      leave(wire);
    };
    await Promise.all(REQUESTS.flatMap(([, bytes]) => [visit(bytes, true), visit(bytes, false)]));
    await expectNothingHeld(secure);
    const waiting: ServerResponse[] = [];
    gateway.backend('a').answer((_request, response) => void waiting.push(response));
    const session = await secure.session();
    const answers = Promise.all(Array.from({ length: MOST }, () => send(session, { ':path': '/' })));
    await eventually(() => expect(waiting).toHaveLength(MOST));
    for (const response of waiting) response.end();
    expect((await answers).map(({ status }) => status)).toEqual(Array(MOST).fill(200));
  });

  it('is told that it is refused in the middle of its body', async () => {
    const secure = await aSilentGateway();
    const wire = await Http2Wire.to(secure.gateway.port, secure.ca);
    wire.write(REQUESTS.at(-1)![1]);
    const answer = (): { type: number; flags: number; payload: string }[] =>
      wire.frames
        .filter(({ stream, type }) => stream === 1 && type !== FRAME.windowUpdate)
        .map(({ type, flags, payload }) => ({ type, flags, payload: payload.toString('hex') }));
    await eventually(() => expect(answer().at(-1)).toMatchObject({ type: FRAME.reset, payload: '00000000' }));
    // The whole answer, then the word that the rest is not wanted (RFC 9113 §8.1).
    expect(answer().map(({ type }) => type)).toEqual([FRAME.headers, FRAME.data, FRAME.data, FRAME.reset]);
    expect(answer().at(-2)!.flags & END_STREAM).toBe(END_STREAM);
    await expectNothingHeld(secure);
    expect(wire.closed).toBe(false);
  });
});

describe('HEAD by HTTP/2', () => {
  it('is forwarded and answered, with the length that GET would have', async () => {
    const secure = await aSilentGateway();
    secure.gateway.backend('a').answer((message, response) => {
      response.writeHead(200, { 'Content-Length': 2, 'X-Method': message.method });
      response.end('ok');
    });
    const session = await secure.session();
    for (let turn = 0; turn < 5; turn++) {
      const { status, headers, text } = await send(session, { ':path': '/', ':method': 'HEAD' });
      expect([status, headers['content-length'], headers['x-method'], text]).toEqual([200, '2', 'HEAD', '']);
    }
    await expectNothingHeld(secure);
  });
});
