import { eventually } from '../support/eventually';
import { END_HEADERS, END_STREAM, fields, FRAME, frame, Http2Wire, request } from './http2-wire';
import { aSecureGateway, send } from './support';

/** So many cookies of so many bytes each, beside so many other fields of so many bytes each. */
type Head = readonly [cookies: number, cookieBytes: number, others: number, otherBytes: number];

const HEADS: readonly Head[] = [
  [0, 0, 0, 0],
  [1, 10, 0, 0],
  [99, 10, 0, 0],
  [100, 10, 0, 0],
  [180, 10, 0, 0],
  [180, 80, 0, 0],
  [180, 100, 0, 0],
  [3_000, 3, 0, 0],
  [2_500, 5, 0, 0],
  [0, 0, 98, 10],
  [0, 0, 99, 10],
  [0, 0, 100, 10],
  [0, 0, 101, 10],
  [0, 0, 500, 10],
  [1, 10, 98, 10],
  [1, 10, 99, 10],
  [180, 10, 98, 10],
  [180, 10, 99, 10],
  [0, 0, 4, 4_000],
  [0, 0, 5, 4_000],
  [10, 1_000, 1, 5_000],
  [10, 1_000, 2, 5_000],
];

const cookie = (at: number, bytes: number): string => `${at % 10}=`.padEnd(bytes, 'c');

describe('the head of a request', () => {
  it.each(HEADS)(
    'is taken, or refused with 431, by either version: %i cookies of %i bytes, %i other fields of %i bytes',
    async (cookies, cookieBytes, others, otherBytes) => {
      const secure = await aSecureGateway({ backends: ['a'] });
      const crumbs = Array.from({ length: cookies }, (_, at) => cookie(at, cookieBytes));
      const more = Object.fromEntries(
        Array.from({ length: others }, (_, at) => [`x-${at}`, 'v'.repeat(otherBytes)]),
      );
      const session = await secure.session();
      const line = cookies === 0 ? {} : { cookie: crumbs.join('; ') };
      // Node adds Host to both, and Connection to the one.
      const byHttp1 = await secure.fetch('/', { headers: { ...more, ...line } });
      const byHttp2 = await send(session, {
        ...more,
        'x-connection': 'close',
        ...(cookies === 0 ? {} : { cookie: crumbs }),
        ':path': '/',
      });
      expect([byHttp2.status, [200, 431]]).toEqual([
        byHttp1.status,
        expect.arrayContaining([byHttp1.status]),
      ]);
      const { requests } = secure.gateway.backend('a');
      expect(requests.length).toBe(byHttp1.status === 200 ? 2 : 0);
      for (const { headers } of requests)
        expect(headers.cookie).toBe(cookies === 0 ? undefined : line.cookie);
      // The connection serves on.
      expect(await send(session, { ':path': '/' })).toMatchObject({ status: 200 });
    },
  );

  it('that unpacks to a thousand times its size is refused, also by cookies', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    const wire = await Http2Wire.to(secure.gateway.port, secure.ca);
    const value = 'c'.repeat(120);
    // With indexing: each further crumb is one byte.
    const first = fields(['cookie', value]);
    first[0] = 0x40;
    const again = Buffer.alloc(3_000, 0x80 | 62);
    const head = Buffer.concat([request('/'), first, again]);
    wire.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, head));
    await eventually(() => expect(wire.frames.some(({ stream }) => stream === 1) || wire.closed).toBe(true));
    expect(secure.gateway.backend('a').requests).toEqual([]);
    expect(await send(await secure.session(), { ':path': '/' })).toMatchObject({ status: 200 });
  });
});
