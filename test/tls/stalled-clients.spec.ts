import { eventually } from '../support/eventually';
import { scrape } from '../support/scrape';
import { END_HEADERS, END_STREAM, FRAME, frame, Http2Wire, request, setting } from './http2-wire';
import { aSecureGateway, send, type SecureGateway } from './support';

/** Connections that the gateway has to its backend; more answers than that are asked for and not taken. */
const MOST = 8;
const LARGE = Buffer.alloc(1024 * 1024);

async function aNarrowGateway(): Promise<SecureGateway> {
  const secure = await aSecureGateway({ backends: ['a'], pool: { connections: { max: MOST } } });
  secure.gateway.backend('a').answer(({ url }, response) => response.end(url === '/large' ? LARGE : 'ok'));
  return secure;
}

const get = (stream: number): Buffer =>
  frame(FRAME.headers, END_STREAM | END_HEADERS, stream, request('/large'));

/** Clients that ask for much, and take nothing of it. */
const STALLING: Record<string, (secure: SecureGateway) => Promise<() => number>> = {
  'by HTTP/2': async ({ gateway, ca }) => {
    // No byte of any answer may be sent (SETTINGS_INITIAL_WINDOW_SIZE).
    const wire = await Http2Wire.to(gateway.port, ca, setting(4, 0));
    for (let stream = 1; stream < 4 * MOST; stream += 2) wire.write(get(stream));
    return () => wire.frames.filter(({ type }) => type === FRAME.headers).length;
  },
  'by HTTP/2, a byte at a time': async ({ gateway, ca }) => {
    const wire = await Http2Wire.to(gateway.port, ca, setting(4, 1));
    const streams = Array.from({ length: 2 * MOST }, (_, at) => 2 * at + 1);
    for (const stream of streams) wire.write(get(stream));
    const one = Buffer.from([0, 0, 0, 1]);
    const openWindows = (): void => {
      if (wire.closed) return clearInterval(drip);
      for (const stream of streams) wire.write(frame(FRAME.windowUpdate, 0, stream, one));
    };
    const drip = setInterval(openWindows, 100);
    return () => wire.frames.filter(({ type }) => type === FRAME.headers).length;
  },
};

describe('clients that do not take their answers', () => {
  it.each(Object.entries(STALLING))('%s do not keep others from theirs', async (_name, stall) => {
    const secure = await aNarrowGateway();
    const heads = await stall(secure);
    await eventually(() => expect(heads()).toBeGreaterThanOrEqual(MOST));
    const session = await secure.session();
    for (let turn = 0; turn < 3; turn++)
      expect(await send(session, { ':path': '/small' })).toMatchObject({ status: 200, text: 'ok' });
    expect(secure.gateway.state('a').failures).toBe(0);
    const figures = await scrape(secure.gateway);
    expect(figures.sum('requests_in_flight')).toBeLessThanOrEqual(2 * MOST);
  });

  it('are served slowly while there is room for all', async () => {
    const secure = await aNarrowGateway();
    const wire = await Http2Wire.to(secure.gateway.port, secure.ca, setting(4, 0));
    wire.write(get(1));
    await eventually(() => expect(wire.frames.some(({ type }) => type === FRAME.headers)).toBe(true));
    const session = await secure.session();
    for (let turn = 0; turn < 3; turn++)
      expect(await send(session, { ':path': '/small' })).toMatchObject({ status: 200, text: 'ok' });
    const all = Buffer.from([0, 0x20, 0, 0]);
    wire.write(Buffer.concat([frame(FRAME.windowUpdate, 0, 1, all), frame(FRAME.windowUpdate, 0, 0, all)]));
    const isLast = ({ stream, flags, type }: (typeof wire.frames)[number]): boolean =>
      stream === 1 && type === FRAME.data && (flags & END_STREAM) !== 0;
    await eventually(() => expect(wire.frames.some(isLast)).toBe(true));
  });
});
