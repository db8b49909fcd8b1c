import { attack, aStrictPair, expectUnharmed, get, post, reachedBy } from './support/attack';

const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const LAST = `${CHUNKED}Connection: close\r\n`;
const REFUSED = { statuses: [400], reached: [] };

describe('a body in chunks', () => {
  it.each([
    '0x5',
    '5 ',
    ' 5',
    '\t5',
    '+5',
    '+0',
    '-1',
    '',
    'g',
    '5\r0',
    '5;\r0',
    'f'.repeat(17),
    '1' + '0'.repeat(16),
  ])('C-10 refuses a chunk size that is not plain hexadecimal: %j', async (size) => {
    expect(await attack(post(CHUNKED, `${size}\r\nhello\r\n0\r\n\r\n`))).toMatchObject(REFUSED);
  });

  it('C-10 ends the upstream request at the first bad size, though the client stays', async () => {
    const { gateway, backend } = await aStrictPair();
    const client = await gateway.connect();
    client.write(post(CHUNKED, '5\r\nhello\r\n'));
    while (backend.accepted === 0) await gateway.fetch('*', { method: 'OPTIONS' });
    client.write('zz\r\n');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1\.1 400 [^]*"code":"bad_request"/);
    await expectUnharmed(gateway);
    while (backend.brokenOff === 0) await gateway.fetch('*', { method: 'OPTIONS' });
    expect(reachedBy(backend)).toEqual([]);
  });

  it.each(['5;a=b', '5;a', '5;a="b;c"', '05', '000000000000005', '5;a=b;c=d'])(
    'C-11 reads over chunk extensions and leading zeros, and hands on none: %j',
    async (size) => {
      const { statuses, reached } = await attack(post(LAST, `${size}\r\nhello\r\n0;last\r\n\r\n`));
      expect(statuses).toEqual([200]);
      expect(reached).toMatchObject([{ framing: 'chunked', body: 'hello' }]);
    },
  );

  it.each(['a\nb', 'a\rb', 'a\0b', 'a\x7fb', 'a="\n"', 'a="\r"', '', '\n0', 'a\n0'])(
    'C-11 refuses control characters in a chunk extension, and a bare semicolon: %j',
    async (extension) => {
      const chunks = `5;${extension}\r\nhello\r\n0\r\n\r\n${get('/smuggled')}`;
      expect(await attack(post(CHUNKED, chunks))).toMatchObject(REFUSED);
    },
  );

  it('C-11 refuses a chunk extension of 64 KiB', async () => {
    const chunks = `5;a=${'b'.repeat(64 * 1024)}\r\nhello\r\n0\r\n\r\n`;
    expect(await attack(post(CHUNKED, chunks))).toMatchObject(REFUSED);
  });

  it.each([
    ['longer than its size', '5\r\nhello!\r\n0\r\n\r\n'],
    ['shorter than its size', '6\r\nhello\r\n0\r\n\r\n'],
    ['followed by no line end', '5\r\nhello0\r\n\r\n'],
    ['followed by another request', `5\r\nhello\r\n${get('/smuggled')}`],
  ])('C-12 refuses a chunk that is %s', async (_name, chunks) => {
    expect(await attack(post(CHUNKED, chunks))).toMatchObject(REFUSED);
  });

  it.each([
    ['in a chunk', CHUNKED, '5\r\nhel'],
    ['before the last chunk', CHUNKED, '5\r\nhello\r\n'],
    ['in the trailers', CHUNKED, '5\r\nhello\r\n0\r\nX-A: a\r\n'],
    ['before the length is reached', 'Content-Length: 10\r\n', 'hello'],
  ])('C-12 never completes upstream a body that ends %s', async (_name, fields, body) => {
    const { gateway, backend } = await aStrictPair();
    const client = await gateway.connect();
    client.write(post(fields, body));
    client.end();
    await client.untilEnded();
    await expectUnharmed(gateway);
    expect(reachedBy(backend)).toEqual([]);
  });

  it.each([
    'Host: evil',
    'Set-Cookie: a=b',
    'Cookie: a=b',
    'Authorization: Basic YTpi',
    'X-Forwarded-For: 6.6.6.6',
    'X_Forwarded_For: 6.6.6.6',
    'X-Request-Id: mine',
    'Connection: close',
    'Expect: 100-continue',
    'Content-Type: text/html',
    'Trailer: X-Sum',
  ])('C-17 hands on trailers, but none that means something in a head: %s', async (field) => {
    const { statuses, reached } = await attack(post(LAST, `5\r\nhello\r\n0\r\n${field}\r\nX-Sum: 5\r\n\r\n`));
    expect(statuses).toEqual([200]);
    expect(reached).toMatchObject([{ body: 'hello', trailers: [['X-Sum', '5']] }]);
    expect(reached[0].head).not.toContain(field);
  });

  it.each([
    'Content-Length: 99',
    'Transfer-Encoding: chunked',
    'X-A : a',
    ' folded',
    'X-A: a\0b',
    'no colon',
  ])('C-17 refuses framing and malformed lines among the trailers: %j', async (field) => {
    const chunks = `5\r\nhello\r\n0\r\n${field}\r\n\r\n`;
    const { statuses, reached } = await attack(post(LAST, chunks));
    if (statuses[0] === 200) expect(reached).toMatchObject([{ body: 'hello', trailers: [] }]);
    else expect({ statuses, reached }).toEqual(REFUSED);
  });

  it('C-17 refuses trailers without end', async () => {
    const { statuses, reached } = await attack(post(CHUNKED, `0\r\n${'X-A: a\r\n'.repeat(20_000)}\r\n`));
    expect([400, 431]).toContain(statuses[0]);
    expect(reached).toEqual([]);
  });
});
