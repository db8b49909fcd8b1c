import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { ChunkedDecoder } from './chunked-decoder';

interface Decoded {
  data: string;
  done: boolean;
  trailers: string[] | undefined;
  rest: string;
}

function decode(pieces: string[]): Decoded {
  const decoder = new ChunkedDecoder();
  let data = '';
  let rest = '';
  for (const piece of pieces) {
    const buffer = Buffer.from(piece, 'latin1');
    const at = decoder.read(buffer, 0, buffer.length, (from, start, end) => {
      data += from.toString('latin1', start, end);
      return true;
    });
    rest += piece.slice(at);
  }
  return { data, done: decoder.done, trailers: decoder.done ? decoder.trailers : undefined, rest };
}

function whole(text: string): Decoded {
  return decode([text]);
}

const SAMPLE = '5;a=1\r\nhello\r\n6;b\r\n world\r\n0;c="d"\r\nX: 1\r\nY: 2\r\n\r\nnext';

describe('ChunkedDecoder', () => {
  it('gives data, trailers and what is behind, however the bytes were cut', () => {
    const decoded = { data: 'hello world', done: true, trailers: ['X', '1', 'Y', '2'], rest: 'next' };
    expect(decode([...SAMPLE])).toEqual(decoded);
    for (let first = 0; first <= SAMPLE.length; first++) {
      for (let second = first; second <= SAMPLE.length; second++) {
        const pieces = [SAMPLE.slice(0, first), SAMPLE.slice(first, second), SAMPLE.slice(second)];
        expect(decode(pieces)).toEqual(decoded);
      }
    }
  });

  it('is not done before the last byte', () => {
    for (let end = 0; end < SAMPLE.indexOf('next'); end++) {
      expect(whole(SAMPLE.slice(0, end)).done).toBe(false);
    }
  });

  it('gives no trailers where there are none', () => {
    expect(whole('0\r\n\r\n')).toEqual({ data: '', done: true, trailers: undefined, rest: '' });
  });

  it('asks for a pause when the sink does', () => {
    const decoder = new ChunkedDecoder();
    decoder.read(Buffer.from('1\r\na\r\n'), 0, 6, () => false);
    expect(decoder.flowing).toBe(false);
  });

  it.each([
    ['5\r\nhello\r\n', 'hello'],
    ['05\r\nhello\r\n', 'hello'],
    ['0000000000005\r\nhello\r\n', 'hello'],
    ['a\r\n0123456789\r\n', '0123456789'],
    ['A\r\n0123456789\r\n', '0123456789'],
    ['1\r\n\r\r\n1\r\n\n\r\n', '\r\n'],
  ])('reads %j', (chunks, data) => {
    expect(whole(`${chunks}0\r\n\r\n`)).toEqual({ data, done: true, trailers: undefined, rest: '' });
  });

  it('counts as far as numbers are exact', () => {
    expect(whole('fffffffffffff\r\nx')).toMatchObject({ data: 'x', done: false });
    expect(() => whole('10000000000000\r\n')).toThrow(UpstreamProtocolError);
    expect(() => whole('00000000000005\r\n')).toThrow(UpstreamProtocolError);
  });

  it.each([
    '\r\n',
    ';a\r\n',
    ' 5\r\n',
    '5 \r\n',
    '5 ;a\r\n',
    '5\t\r\n',
    '+5\r\n',
    '-1\r\n',
    '0x5\r\n',
    '5h\r\n',
    '5g',
    'G\r\n',
    '@',
    '`',
    '5\n',
    '5\rhello',
    '5\r\r\n',
    '5\x00\r\n',
    '5,5\r\n',
    '5\r\nhelloX',
    '5\r\nhello\n',
    '5\r\nhello\rX',
    '5\r\nhello5\r\n',
    '0\r\n\n',
    '0\r\n\rX',
    '0\n',
  ])('refuses %j', (text) => {
    expect(() => whole(text)).toThrow(UpstreamProtocolError);
    expect(() => decode([...text])).toThrow(UpstreamProtocolError);
  });

  describe('extensions', () => {
    it.each([';a', ';a=b', ';a="b c"', ';a=""', ';a="\\"\\\\;"', ';a;b=c;d="\t\xff"', ''])(
      'reads over %j',
      (extension) => {
        expect(whole(`1${extension}\r\nx\r\n0${extension}\r\n\r\n`)).toMatchObject({ data: 'x', done: true });
      },
    );

    it.each([
      ';',
      ';;',
      ';a;',
      ';=',
      ';=b',
      ';a=',
      '; a',
      ';a ',
      ';a =b',
      ';a= b',
      ';a b',
      ';a="b',
      ';a="b"c',
      ';a=b"',
      ';a="\\"',
      ';a@b',
      ';a=(b)',
      ';\xff',
      ';a\x00',
      ';a\n',
      ';a\x7f',
      ';a="\x00"',
      ';a="\\\x00"',
      ';a="\n"',
      ';a\rb',
    ])('refuses %j', (extension) => {
      expect(() => whole(`1${extension}\r\nx\r\n`)).toThrow(UpstreamProtocolError);
    });

    it('takes 16 KiB of them in a body and not a byte more, in one chunk or in many', () => {
      const one = (bytes: number): string => `1;${'a'.repeat(bytes)}\r\nx\r\n`;
      const many = '1;aaaaaaaa\r\nx\r\n'.repeat(2048);
      expect(whole(one(16 * 1024)).data).toBe('x');
      expect(() => whole(one(16 * 1024 + 1))).toThrow(UpstreamProtocolError);
      expect(whole(many).data).toHaveLength(2048);
      expect(() => whole(`${many}1;a\r\nx`)).toThrow(UpstreamProtocolError);
    });
  });

  describe('trailers', () => {
    it('refuse C-17: a field that frames a message', () => {
      expect(() => whole('0\r\nX: 1\r\nContent-Length: 99\r\n\r\n')).toThrow(UpstreamProtocolError);
    });

    it.each(['X : 1', 'X', ': 1', ' X: 1', 'X: 1\r\n folded', 'X: \x00', 'X: a\x7f', 'X: 1\rY: 2'])(
      'refuse %j',
      (field) => {
        expect(() => whole(`0\r\n${field}\r\n\r\n`)).toThrow(UpstreamProtocolError);
      },
    );

    it.each(['X: 1\n', 'X\x00', '\n'])('refuse %j without waiting for the end', (text) => {
      expect(() => whole(`0\r\n${text}`)).toThrow(UpstreamProtocolError);
    });

    it('may have 64 KiB and not more', () => {
      const trailer = (bytes: number): string => `0\r\nX: ${'x'.repeat(bytes - 3)}\r\n\r\n`;
      expect(whole(trailer(64 * 1024)).done).toBe(true);
      expect(() => whole(trailer(64 * 1024 + 1))).toThrow(UpstreamProtocolError);
      expect(() => whole(`0\r\n${'X: 1\r\n'.repeat(11_000)}`)).toThrow(UpstreamProtocolError);
    });
  });
});
