import { eventually } from '../support/eventually';
import { aSecureGateway, send, type SecureGateway } from './support';
import { END_HEADERS, END_STREAM, fields, FRAME, frame, Http2Wire, request, setting } from './http2-wire';

/** More than any of the limits allows for. */
const MANY = 200_000;

async function aFlooded(listen: object = {}): Promise<SecureGateway> {
  return aSecureGateway({ backends: ['a'], listen });
}

async function expectUnharmed(secure: SecureGateway): Promise<void> {
  expect(await send(await secure.session(), { ':path': '/' })).toMatchObject({ status: 200, text: 'a' });
  await eventually(() => expect(secure.gateway.state('a').inFlight).toBe(0));
}

const wireTo = (secure: SecureGateway, settings?: Buffer): Promise<Http2Wire> =>
  Http2Wire.to(secure.gateway.port, secure.ca, settings);

describe('a client that floods a connection by HTTP/2', () => {
  it('with fields that never end is cut off (CVE-2024-28182)', async () => {
    const secure = await aFlooded();
    const wire = await wireTo(secure);
    wire.write(frame(FRAME.headers, 0, 1, request('/')));
    const more = fields(['x-more', 'a'.repeat(100)]);
    expect(await wire.flood(MANY, () => frame(FRAME.continuation, 0, 1, more), 10)).toBeLessThan(MANY);
    await wire.untilClosed();
    expect(secure.gateway.backend('a').requests).toEqual([]);
    await expectUnharmed(secure);
  });

  it('with fields that unpack to a thousand times their size is refused', async () => {
    const secure = await aFlooded();
    const wire = await wireTo(secure);
    // One field of 4 KiB goes into the table, and a byte each asks for it again.
    const length = 3_900;
    const big = Buffer.concat([
      Buffer.from([0x40, 1]),
      Buffer.from('x'),
      integer(length, 7),
      Buffer.alloc(length, 97),
    ]);
    const again = Buffer.alloc(4_000, 0x80 | 62);
    wire.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, Buffer.concat([request('/'), big, again])));
    const isRefused = ({ type, stream }: { type: number; stream: number }): boolean =>
      type === FRAME.goaway || (stream === 1 && (type === FRAME.reset || type === FRAME.headers));
    await eventually(() => expect(wire.closed || wire.frames.some(isRefused)).toBe(true));
    expect(secure.gateway.backend('a').requests).toEqual([]);
    await expectUnharmed(secure);
  });

  it.each([
    ['pings (CVE-2019-9512)', frame(FRAME.ping, 0, 0, Buffer.alloc(8))],
    ['settings (CVE-2019-9515)', frame(FRAME.settings, 0, 0, setting(4, 65_535))],
  ])('with %s, whose answers it does not read, is cut off', async (_name, bytes) => {
    const secure = await aFlooded();
    const wire = await wireTo(secure);
    wire.socket.pause();
    expect(await wire.flood(10 * MANY, () => bytes, 1_000)).toBeLessThan(10 * MANY);
    wire.socket.resume();
    await wire.untilClosed();
    await expectUnharmed(secure);
  });

  it('with pieces of a body that hold nothing is cut off (CVE-2019-9518)', async () => {
    const secure = await aFlooded();
    const wire = await wireTo(secure);
    wire.write(frame(FRAME.headers, END_HEADERS, 1, request('/', 'POST')));
    expect(await wire.flood(MANY, () => frame(FRAME.data, 0, 1))).toBeLessThan(MANY);
    await wire.untilClosed();
    await expectUnharmed(secure);
  });

  it('with requests that the gateway itself must take back is bounded (CVE-2025-8671)', async () => {
    const secure = await aFlooded();
    secure.gateway.backend('a').fallSilent();
    const wire = await wireTo(secure);
    const nothing = Buffer.alloc(4);
    await wire.flood(20_000, (turn) =>
      Buffer.concat([
        frame(FRAME.headers, END_HEADERS, turn * 2 + 1, request('/')),
        frame(FRAME.windowUpdate, 0, turn * 2 + 1, nothing),
      ]),
    );
    // At no time more than the streams of one connection.
    expect(secure.gateway.state('a').inFlight).toBeLessThanOrEqual(128);
    wire.socket.destroy();
    secure.gateway.backend('a').answerAsUsual();
    await expectUnharmed(secure);
  });

  it('with requests whose answers it does not take keeps backends for a bounded time', async () => {
    const secure = await aFlooded({ timeouts: { bodyIdle: '300ms' } });
    secure.gateway.backend('a').answer((_request, response) => response.end(Buffer.alloc(1024 * 1024)));
    // No byte of any answer may be sent (SETTINGS_INITIAL_WINDOW_SIZE).
    const wire = await wireTo(secure, setting(4, 0));
    for (let stream = 1; stream < 100; stream += 2)
      wire.write(frame(FRAME.headers, END_STREAM | END_HEADERS, stream, request('/')));
    await eventually(() => expect(wire.frames.filter(({ type }) => type === FRAME.headers)).toHaveLength(50));
    await eventually(() => expect(secure.gateway.state('a').inFlight).toBe(0));
    secure.gateway.backend('a').answerAsUsual();
    await expectUnharmed(secure);
  });
});

/** A number behind a prefix of so many bits, as HPACK writes it (RFC 7541 §5.1). */
function integer(value: number, bits: number): Buffer {
  const most = 2 ** bits - 1;
  const bytes = [most];
  for (let left = value - most; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) | 0x80);
  }
}
