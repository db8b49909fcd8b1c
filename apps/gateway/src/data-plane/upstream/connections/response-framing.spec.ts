import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { type ResponseHead } from '../response-head';
import { parseResponseHead } from './response-head-parser';

function framing(fields: string[], { method = 'GET', status = 200, version = '1.1' } = {}): ResponseHead {
  const lines = [`HTTP/${version} ${status} Some Reason`, ...fields];
  return parseResponseHead(lines.map((line) => `${line}\r\n`).join(''), method);
}

const CHUNKED = 'Transfer-Encoding: chunked';

describe('how the end of an answer is found (RFC 9112 §6.3)', () => {
  it.each([
    ['by its length', ['Content-Length: 5'], 'length', 5],
    ['by its length, with zeros in front', ['Content-Length: 005'], 'length', 5],
    ['by its length, with blanks around', ['content-length: \t 5 \t'], 'length', 5],
    [
      'by its length, of the most that is exact',
      ['Content-Length: 999999999999999'],
      'length',
      999999999999999,
    ],
    ['by its last chunk', [CHUNKED], 'chunked', 0],
    ['by its last chunk, in whatever case', ['TRANSFER-ENCODING: Chunked'], 'chunked', 0],
    ['by the closing of the connection', [], 'until-close', 0],
  ])('%s', (_how, fields, wanted, contentLength) => {
    expect(framing(fields)).toMatchObject({ framing: wanted, contentLength });
  });

  it.each([
    ['an answer to HEAD', { method: 'HEAD' }],
    ['204', { status: 204 }],
    ['304', { status: 304 }],
    ['100', { status: 100 }],
    ['103', { status: 103 }],
  ])('%s has no body, whatever it announces', (_what, answer) => {
    expect(framing(['Content-Length: 5'], answer)).toMatchObject({ framing: 'none' });
    expect(framing([CHUNKED], answer)).toMatchObject({ framing: 'none', keepAlive: false });
    expect(framing([], answer)).toMatchObject({ framing: 'none', keepAlive: true });
  });

  it('passes on the length that HEAD and 304 announce, and none that 204 and 1xx may not', () => {
    const length = ['Content-Length', '5'];
    expect(framing(['Content-Length: 5'], { method: 'HEAD' }).headers).toEqual(length);
    expect(framing(['Content-Length: 5'], { status: 304 }).headers).toEqual(length);
    expect(framing(['Content-Length: 5'], { status: 204 }).headers).toEqual([]);
    expect(framing(['Content-Length: 5'], { status: 103 }).headers).toEqual([]);
  });

  it.each([205, 206, 301, 404, 500])('%i is framed like any other', (status) => {
    expect(framing(['Content-Length: 5'], { status })).toMatchObject({ framing: 'length', contentLength: 5 });
  });

  it('keeps no connection whose end is the end of the answer', () => {
    expect(framing([]).keepAlive).toBe(false);
    expect(framing([CHUNKED]).keepAlive).toBe(true);
  });

  it('announces trailers only where there can be any', () => {
    expect(framing(['Trailer: X', CHUNKED]).headers).toEqual(['Trailer', 'X']);
    expect(framing(['Trailer: X', 'Content-Length: 5']).headers).toEqual(['Content-Length', '5']);
  });

  it.each([
    'Content-Length: +5',
    'Content-Length: -1',
    'Content-Length: 0x5',
    'Content-Length: 5 5',
    'Content-Length: 5, 5',
    'Content-Length: 5,6',
    'Content-Length: 1_0',
    'Content-Length: 5.0',
    'Content-Length: 1e1',
    'Content-Length:',
    'Content-Length: abc',
    'Content-Length: \xb2',
    'Content-Length: 9007199254740993000',
    'Transfer-Encoding: gzip',
    'Transfer-Encoding: gzip, chunked',
    'Transfer-Encoding: chunked, gzip',
    'Transfer-Encoding: chunked, chunked',
    'Transfer-Encoding: chunked;q=1',
    'Transfer-Encoding: xchunked',
    'Transfer-Encoding: ,chunked',
    'Transfer-Encoding: "chunked"',
    'Transfer-Encoding: identity',
    'Transfer-Encoding:',
  ])('refuses %s', (field) => {
    expect(() => framing([field])).toThrow(UpstreamProtocolError);
    // Nor where no body follows: the next hop might read it otherwise.
    expect(() => framing([field], { method: 'HEAD' })).toThrow(UpstreamProtocolError);
    expect(() => framing([field], { status: 304 })).toThrow(UpstreamProtocolError);
  });

  it.each([
    ['two lengths that differ', ['Content-Length: 5', 'Content-Length: 6']],
    ['two lengths that agree', ['Content-Length: 5', 'content-length: 5']],
    ['a length beside chunks', ['Content-Length: 5', CHUNKED]],
    ['chunks beside a length', [CHUNKED, 'Content-Length: 5']],
    ['chunks twice', [CHUNKED, CHUNKED]],
  ])('refuses %s', (_what, fields) => {
    expect(() => framing(fields)).toThrow(UpstreamProtocolError);
  });

  it('refuses chunks in HTTP/1.0, which has none', () => {
    expect(() => framing([CHUNKED], { version: '1.0' })).toThrow(UpstreamProtocolError);
  });

  it('never lets Connection take away what frames the body', () => {
    expect(framing(['Connection: transfer-encoding', CHUNKED]).framing).toBe('chunked');
    expect(framing(['Connection: content-length', 'Content-Length: 5']).framing).toBe('length');
  });
});
