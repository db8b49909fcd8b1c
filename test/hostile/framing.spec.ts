import { attack, get, post } from './support/attack';

const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const FIVE_IN_CHUNKS = '5\r\nhello\r\n0\r\n\r\n';
const CLOSE = 'Connection: close\r\n';

/** Answered with 400, on a connection that is then closed, and nothing has reached the backend. */
const REFUSED = { statuses: [400], reached: [] };

describe('the framing of a request', () => {
  it.each([
    ['Content-Length first', `Content-Length: 5\r\n${CHUNKED}`],
    ['Transfer-Encoding first', `${CHUNKED}Content-Length: 5\r\n`],
    ['a length that fits the chunks', `Content-Length: 15\r\n${CHUNKED}`],
    ['a coding that is not chunked', 'Content-Length: 5\r\nTransfer-Encoding: x\r\n'],
    ['the coding in a folded line', 'Content-Length: 5\r\nTransfer-Encoding:\r\n chunked\r\n'],
  ])('C-01 refuses a length together with a coding: %s', async (_name, fields) => {
    const smuggled = get('/smuggled');
    expect(await attack(post(fields, FIVE_IN_CHUNKS + smuggled))).toMatchObject(REFUSED);
  });

  it.each([
    'Content-Length: 5\r\nContent-Length: 6\r\n',
    'Content-Length: 5\r\nContent-Length: 5\r\n',
    'Content-Length: 5\r\ncontent-length: 5\r\n',
    'Content-Length: 5\r\nContent-Length: 0\r\n',
    'Content-Length: 5, 6\r\n',
    'Content-Length: 5, 5\r\n',
    'Content-Length: 5,\r\n',
  ])('C-02 refuses more than one length, equal ones too: %j', async (fields) => {
    expect(await attack(post(fields, 'hello'))).toMatchObject(REFUSED);
  });

  it.each(['+5', '-1', '0x5', '5 5', '', ' ', '1_0', '5.0', '5e0', '5;', '9007199254740993', '9'.repeat(30)])(
    'C-03 refuses a length that is no plain number of bytes: %j',
    async (length) => {
      expect(await attack(post(`Content-Length: ${length}\r\n`, 'hello'))).toMatchObject(REFUSED);
    },
  );

  it.each([
    'chunked, gzip',
    'gzip, chunked',
    'gzip',
    'identity',
    'xchunked',
    'chunked;q=1',
    '"chunked"',
    '',
    ',chunked',
    'chunked,',
    'chunked, chunked',
    '\vchunked',
    'chunked\f',
    'chun\0ked',
    '\xa0chunked',
    'chunked\r\nTransfer-Encoding: chunked',
    'chunked\r\nTransfer-Encoding: identity',
    'identity\r\nTransfer-Encoding: chunked',
    'gzip\r\nTransfer-Encoding: chunked',
  ])('C-04 refuses a transfer coding other than chunked: %j', async (coding) => {
    const bytes = Buffer.from(post(`Transfer-Encoding: ${coding}\r\n`, FIVE_IN_CHUNKS), 'latin1');
    expect(await attack(bytes)).toMatchObject(REFUSED);
  });

  it.each(['Chunked', 'CHUNKED', ' chunked', 'chunked '])(
    'C-04 hands on the coding in one spelling, whatever the client wrote: %j',
    async (coding) => {
      const { statuses, reached } = await attack(
        post(`Transfer-Encoding: ${coding}\r\n${CLOSE}`, FIVE_IN_CHUNKS),
      );
      expect(statuses).toEqual([200]);
      expect(reached).toMatchObject([{ method: 'POST', framing: 'chunked', body: 'hello' }]);
    },
  );

  it('C-05 refuses a transfer coding in HTTP/1.0', async () => {
    const bytes = `POST / HTTP/1.0\r\nHost: h\r\n${CHUNKED}\r\n${FIVE_IN_CHUNKS}`;
    expect(await attack(bytes)).toMatchObject(REFUSED);
  });

  it.each(['X-A: a\r\n b\r\n', 'X-A: a\r\n\tb\r\n', 'X-A:\r\n a\r\n', 'Transfer-Encoding:\r\n chunked\r\n'])(
    'C-06 refuses a folded line: %j',
    async (fields) => {
      expect(await attack(post(fields, FIVE_IN_CHUNKS))).toMatchObject(REFUSED);
    },
  );

  it('C-06 refuses a first line that begins with a space', async () => {
    expect(await attack('GET / HTTP/1.1\r\n X-A: a\r\nHost: h\r\n\r\n')).toMatchObject(REFUSED);
  });

  it.each([
    'GET / HTTP/1.1\nHost: h\n\n',
    'GET / HTTP/1.1\r\nHost: h\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\n\n',
    'GET / HTTP/1.1\r\nHost: h\r\rX-A: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nX-A: a\rb\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\n\r\rX\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\n\rX',
    'GET / HTTP/1.1\rHost: h\r\r',
  ])('C-07 refuses lines that end in anything but CRLF: %j', async (bytes) => {
    expect(await attack(bytes)).toMatchObject(REFUSED);
  });

  it.each([
    '5\nhello\r\n0\r\n\r\n',
    '5\r\nhello\n0\r\n\r\n',
    '5\r\nhello\r\n0\n\r\n',
    '5\r\nhello\r\n0\r\n\n',
  ])('C-07 refuses chunks that end in anything but CRLF: %j', async (chunks) => {
    expect(await attack(post(CHUNKED, chunks))).toMatchObject(REFUSED);
  });

  it.each([
    'X-A : a',
    'X-A\t: a',
    'Transfer-Encoding : chunked',
    'Content-Length : 5',
    ': a',
    'no colon',
    'X A: a',
    'X\0A: a',
    'X-Ä: a',
    'X(A): a',
  ])('C-08 refuses a malformed field line: %j', async (line) => {
    const bytes = Buffer.from(get('/', `${line}\r\n`), 'latin1');
    expect(await attack(bytes)).toMatchObject(REFUSED);
  });

  it.each(['\0', '\x01', '\b', '\v', '\f', '\x1b', '\x7f', '\r', '\n'])(
    'C-09 refuses a control character in a value: %j',
    async (character) => {
      expect(await attack(get('/', `X-A: a${character}b\r\n`))).toMatchObject(REFUSED);
    },
  );
});
