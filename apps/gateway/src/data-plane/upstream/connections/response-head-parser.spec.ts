import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { type ResponseHead } from '../response-head';
import { parseResponseHead, parseTrailers } from './response-head-parser';

function head(fields: string[], { method = 'GET', line = 'HTTP/1.1 200 OK' } = {}): ResponseHead {
  return parseResponseHead([line, ...fields].map((text) => `${text}\r\n`).join(''), method);
}

function statusLine(line: string): ResponseHead {
  return parseResponseHead(`${line}\r\n`, 'GET');
}

function many(count: number, field = 'X: 1'): string[] {
  return Array.from({ length: count }, () => field);
}

describe('parseResponseHead', () => {
  describe('the status line', () => {
    it.each([
      ['HTTP/1.1 200 OK', 200, 'OK'],
      ['HTTP/1.0 200 OK', 200, 'OK'],
      ['HTTP/1.1 404 Not Found', 404, 'Not Found'],
      ['HTTP/1.1 200 ', 200, ''],
      ['HTTP/1.1 200', 200, ''],
      ['HTTP/1.1 599 \tb\xe9t\xff ~', 599, '\tb\xe9t\xff ~'],
    ])('reads %j', (line, status, reason) => {
      expect(statusLine(line)).toMatchObject({ status, reason });
    });

    it.each([
      '',
      'HTTP/1.1',
      'HTTP/1.1 ',
      'HTTP/1.1 20',
      'HTTP/1.1 600 Odd',
      'HTTP/1.1 999 Odd',
      'HTTP/1.1 2000 OK',
      'HTTP/1.1 000 OK',
      'HTTP/1.1 600 OK',
      'HTTP/1.1 999 Odd',
      'HTTP/1.1 099 OK',
      'HTTP/1.1 600 Odd',
      'HTTP/1.1 999 Odd',
      'HTTP/1.1 99',
      'HTTP/1.1 abc OK',
      'HTTP/1.1 +20 OK',
      'HTTP/1.1 2x0 OK',
      'HTTP/1.1  200 OK',
      'HTTP/1.1\t200 OK',
      'HTTP/1.1 200OK',
      'HTTP/1.1 200\tOK',
      ' HTTP/1.1 200 OK',
      '\r\nHTTP/1.1 200 OK',
      'http/1.1 200 OK',
      'HTTP/1.2 200 OK',
      'HTTP/2.0 200 OK',
      'HTTP/2 200',
      'HTTP/0.9 200 OK',
      'HTTP/1.10 200 OK',
      'HTTP/11 200 OK',
      'ICY 200 OK',
      'HTTPS/1.1 200 OK',
      'HTTP/1.1 200 O\x00K',
      'HTTP/1.1 200 O\x7fK',
      'HTTP/1.1 200 O\nK',
      'HTTP/1.1 200 O\rK',
      'HTTP/1.1 200 OK\r',
    ])('refuses %j', (line) => {
      expect(() => statusLine(line)).toThrow(UpstreamProtocolError);
    });
  });

  describe('header fields', () => {
    it('keeps case, order and repeats', () => {
      const fields = ['Set-Cookie: a=1', 'x-B: 2', 'SET-COOKIE: c=3', 'set-cookie: d=4'];
      expect(head(fields).headers).toEqual([
        ...['Set-Cookie', 'a=1'],
        ...['x-B', '2'],
        ...['SET-COOKIE', 'c=3'],
        ...['set-cookie', 'd=4'],
      ]);
    });

    it.each([
      ['X:1', '1'],
      ['X: 1', '1'],
      ['X: \t 1 \t ', '1'],
      ['X:', ''],
      ['X: ', ''],
      ['X: \t', ''],
      ['X: a b\tc', 'a b\tc'],
      ['X: "quoted: yes", (comment)', '"quoted: yes", (comment)'],
      ['X: \x80\xff', '\x80\xff'],
      ['X: :', ':'],
    ])('takes the value of %j without the blanks around it', (field, value) => {
      expect(head([field]).headers).toEqual(['X', value]);
    });

    it('takes every character that a name may have', () => {
      const name = "!#$%&'*+-.^_`|~09AZaz";
      expect(head([`${name}: 1`]).headers).toEqual([name, '1']);
    });

    it('has no prototype to be spoilt', () => {
      expect(head(['__proto__: 1', 'constructor: 2']).headers).toEqual([
        '__proto__',
        '1',
        'constructor',
        '2',
      ]);
    });

    it.each([
      ['a blank before the colon', 'X : 1'],
      ['a tab before the colon', 'X\t: 1'],
      ['a folded line', 'X: 1\r\n 2'],
      ['a line that begins with a blank', ' X: 1'],
      ['no name', ': 1'],
      ['no colon', 'nocolon'],
      ['an empty line', ''],
      ['a name with a blank', 'X Y: 1'],
      ['a name of 8 bits', 'X\x80: 1'],
      ['a name with a parenthesis', 'X(: 1'],
      ['NUL in a value', 'X: a\x00b'],
      ['a bell in a value', 'X: a\x07b'],
      ['DEL in a value', 'X: a\x7fb'],
      ['bare CR in a value', 'X: a\rb'],
      ['bare CR at the end of a value', 'X: a\r'],
      ['bare LF between two fields', 'X: a\nY: b'],
      ['bare CR between two fields', 'X: a\rY: b'],
    ])('refuses %s', (_what, field) => {
      expect(() => head([field])).toThrow(UpstreamProtocolError);
      expect(() => head(['A: 1', field, 'B: 2'])).toThrow(UpstreamProtocolError);
    });

    it('refuses C-37: more fields than any backend means to send', () => {
      expect(head(many(1_000)).headers).toHaveLength(2_000);
      expect(() => head(many(1_001))).toThrow(UpstreamProtocolError);
    });
  });

  describe('fields of the connection', () => {
    it.each([
      'Connection: keep-alive',
      'Keep-Alive: timeout=5',
      'Proxy-Connection: keep-alive',
      'Proxy-Authenticate: Basic',
      'TE: trailers',
      'Upgrade: h2c',
    ])('go no further: %s', (field) => {
      expect(head(['A: 1', field, 'B: 2']).headers).toEqual(['A', '1', 'B', '2']);
      expect(head([field.toUpperCase()]).headers).toEqual([]);
    });

    it('go no further when Connection names them, in whatever case, list or repetition', () => {
      const fields = [
        'x-secret: 1',
        'Connection: X-Secret, ,close',
        'Kept: 2',
        'X-OTHER: 3',
        'connection: x-other',
      ];
      expect(head(fields).headers).toEqual(['Kept', '2']);
    });

    it('are read in time that grows with the head, not with its square', () => {
      const names = Array.from({ length: 12_000 }, (_, at) => `n${at % 100}`).join(',');
      const fields = [`Connection: ${names}`, ...many(900, 'x: 1')];
      expect(head(fields).headers).toHaveLength(1_800);
    });

    it('never are those that describe the body, whatever Connection names', () => {
      const fields = ['Connection: content-length, content-type, content-encoding', 'Content-Encoding: br'];
      const { headers, framing, contentLength } = head([...fields, 'Content-Type: a/b', 'Content-Length: 3']);
      expect(headers).toEqual(['Content-Encoding', 'br', 'Content-Type', 'a/b', 'Content-Length', '3']);
      expect({ framing, contentLength }).toEqual({ framing: 'length', contentLength: 3 });
    });

    it.each([
      ['HTTP/1.1 200 OK', [], true],
      ['HTTP/1.1 200 OK', ['Connection: close'], false],
      ['HTTP/1.1 200 OK', ['Connection: Close'], false],
      ['HTTP/1.1 200 OK', ['Connection: CLOSE'], false],
      ['HTTP/1.1 200 OK', ['Connection: keep-alive, close'], false],
      ['HTTP/1.1 200 OK', ['Connection: keep-alive', 'Connection:close '], false],
      ['HTTP/1.1 200 OK', ['Connection: closed'], true],
      ['HTTP/1.1 200 OK', ['Connection: keep-alive'], true],
      ['HTTP/1.0 200 OK', [], false],
      ['HTTP/1.0 200 OK', ['Connection: keep-alive'], false],
    ])('say whether the connection is kept: %s %j', (line, fields, keepAlive) => {
      expect(head(['Content-Length: 0', ...fields], { line }).keepAlive).toBe(keepAlive);
    });

    it.each([
      ['timeout=5', 5],
      ['timeout=5, max=100', 5],
      ['max=100,timeout=72', 72],
      ['Timeout=5', 5],
      ['max=100', undefined],
      ['timeout=x', undefined],
      ['timeout=-1', undefined],
      ['timeout=99999999', undefined],
      ['xtimeout=5', undefined],
    ])('say how long it is kept: %s', (value, seconds) => {
      expect(head([`Keep-Alive: ${value}`]).keepAliveTimeout).toBe(seconds);
    });
  });
});

describe('parseTrailers', () => {
  it('keeps case, order and repeats', () => {
    expect(parseTrailers('X: 1\r\ny: 2\r\nX: 3\r\n')).toEqual(['X', '1', 'y', '2', 'X', '3']);
  });

  it.each(['Content-Length: 5', 'Content-Length:', 'Transfer-Encoding: chunked'])(
    'refuses what frames a message: %s',
    (field) => {
      expect(() => parseTrailers(`A: 1\r\n${field}\r\n`)).toThrow(UpstreamProtocolError);
    },
  );

  it('drops what concerns the connection', () => {
    const fields = ['Trailer: X', 'Connection: X', 'Keep-Alive: timeout=5', 'Upgrade: h2c', 'A: 1'];
    expect(parseTrailers(fields.map((field) => `${field}\r\n`).join(''))).toEqual(['A', '1']);
  });

  it('refuses what no header field may be either', () => {
    expect(() => parseTrailers('X : 1\r\n')).toThrow(UpstreamProtocolError);
    expect(() => parseTrailers('X: 1\r\n 2\r\n')).toThrow(UpstreamProtocolError);
  });
});
