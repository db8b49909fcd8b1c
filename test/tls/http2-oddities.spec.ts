import { eventually } from '../support/eventually';
import { StrictBackend } from '../support/strict-backend';
import { END_HEADERS, END_STREAM, fields, FRAME, frame, Http2Wire } from './http2-wire';
import { aSecureGateway, send } from './support';

type Field = readonly [string, string];

/** A request with these fields instead of, or beside, those of an honest one. */
function fieldsOf(...odd: readonly Field[]): Buffer {
  const honest: Record<string, string> = {
    ':method': 'GET',
    ':scheme': 'https',
    ':authority': 'localhost',
    ':path': '/',
  };
  for (const [name, value] of odd) if (name in honest) honest[name] = value;
  return fields(...Object.entries(honest), ...odd.filter(([name]) => !(name in honest)));
}

describe('a request by HTTP/2 that HTTP/1.1 would read as another one', () => {
  it.each<[string, Field[], string]>([
    ['a path with a line break', [[':path', '/ HTTP/1.1\r\nX: y']], ''],
    ['a path with a space', [[':path', '/a b']], ''],
    ['an absolute path', [[':path', 'https://other.example/']], ''],
    ['an empty path', [[':path', '']], ''],
    ['a method with a request in it', [[':method', 'GET /x HTTP/1.1\r\nHost: h\r\n\r\nGET']], ''],
    ['CONNECT', [[':method', 'CONNECT']], ''],
    ['a transfer coding', [['transfer-encoding', 'chunked']], ''],
    ['a connection option', [['connection', 'x-api-key']], ''],
    [
      'more body than it announces',
      [
        [':method', 'POST'],
        ['content-length', '2'],
      ],
      'abc',
    ],
    [
      'less body than it announces',
      [
        [':method', 'POST'],
        ['content-length', '4'],
      ],
      'abc',
    ],
    [
      'two lengths',
      [
        [':method', 'POST'],
        ['content-length', '3'],
        ['content-length', '3'],
      ],
      'abc',
    ],
    ['a name in capitals', [['X-Up', '1']], ''],
  ])('reaches no backend: %s', async (_name, odd, body) => {
    const backend = new StrictBackend('a');
    const secure = await aSecureGateway({ backends: [backend] });
    const wire = await Http2Wire.to(secure.gateway.port, secure.ca);
    wire.write(
      frame(FRAME.headers, body === '' ? END_STREAM | END_HEADERS : END_HEADERS, 1, fieldsOf(...odd)),
    );
    if (body !== '') wire.write(frame(FRAME.data, END_STREAM, 1, Buffer.from(body)));
    const hasResponse = ({ type, stream }: { type: number; stream: number }): boolean =>
      type === FRAME.goaway || (stream === 1 && (type === FRAME.reset || type === FRAME.headers));
    await eventually(() => expect(wire.closed || wire.frames.some(hasResponse)).toBe(true));
    expect(await send(await secure.session(), { ':path': '/fresh' })).toMatchObject({ status: 200 });
    // A request that broke off may have begun, but was not completed.
    expect(backend.requests.map(({ target }) => target)).toEqual(['/fresh']);
  });

  it.each<Field>([
    ['x-a', 'b\r\nx-auth-name: root'],
    ['x-a', 'a\0b'],
    ['x a', 'b'],
    ['x_auth_name', 'root'],
  ])('goes on without a field that would be two, or is not its to send: %j', async (name, value) => {
    const backend = new StrictBackend('a');
    const secure = await aSecureGateway({ backends: [backend] });
    const wire = await Http2Wire.to(secure.gateway.port, secure.ca);
    wire.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, fieldsOf([name, value])));
    await eventually(() => expect(backend.requests).toHaveLength(1));
    const names = backend.requests[0].fields.map(([each]) => each.toLowerCase());
    expect(names.filter((each) => each.startsWith('x') && !/^x-(forwarded-|request-id$)/.test(each))).toEqual(
      [],
    );
  });
});
