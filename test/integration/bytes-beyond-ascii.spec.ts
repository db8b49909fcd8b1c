import { RawBackend } from '../support/raw-backend';
import { readStrictly } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';

/** The bytes of UTF-8 that become other characters of latin1, those that become none, and a lone byte. */
const VALUES = ['caf\xc3\xa9', '\xe6\x97\xa5\xe6\x9c\xac', 'caf\xe9'];
const NAMES = ['X-Own', 'Content-Disposition'];
const FIELDS = NAMES.flatMap((name) => VALUES.map((value) => `${name}: ${value}`));

const LENGTH = 'Content-Length: 5\r\n';
/** Where the fields are in a head, and what comes behind it, in pieces. */
const ANSWERS: Record<string, readonly [front: string, behind: string, pieces: readonly string[]]> = {
  'a length in front': [LENGTH, '', ['hello']],
  'a length behind': ['', LENGTH, ['hello']],
  'a body that comes later': [LENGTH, '', ['', 'hello']],
  'a body in two pieces': [LENGTH, '', ['he', 'llo']],
  'a large body': ['Content-Length: 40000\r\n', '', [`${'x'.repeat(39_995)}hello`]],
  chunks: ['Transfer-Encoding: chunked\r\n', '', ['5\r\nhello\r\n0\r\n\r\n']],
  'chunks that come later': ['Transfer-Encoding: chunked\r\n', '', ['', '5\r\nhello\r\n0\r\n\r\n']],
};

describe('bytes beyond ASCII in a field', () => {
  it.each(Object.entries(ANSWERS))(
    'reach the client of an answer as they are: %s',
    async (_, [front, behind, pieces]) => {
      let sendOn: () => void = () => undefined;
      let field = '';
      const backend = new RawBackend('a', async (connection) => {
        while ((await readStrictly(connection)) !== undefined) {
          connection.write(`HTTP/1.1 200 OK\r\n${front}${field}\r\n${behind}\r\n${pieces[0]}`);
          sendOn = () => pieces.slice(1).forEach((piece) => connection.write(piece));
        }
      });
      const gateway = await aGateway({ backends: [backend] });
      const connection = await gateway.connect();
      for (field of FIELDS) {
        connection.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
        const head = await connection.head();
        expect(head.split('\r\n')).toEqual(expect.arrayContaining(['HTTP/1.1 200 OK', field]));
        sendOn();
        await connection.take(pieces.join('').slice(-5));
      }
      connection.close();
    },
  );

  it.each(VALUES)('reach the client of an answer that the gateway gives itself: %s', async (value) => {
    const respond = { status: 200, headers: { 'X-Own': value }, body: 'hello' };
    const gateway = await aGateway({ backends: [], routes: [{ path: '/', respond }] });
    const answer = await gateway.raw('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(answer.split('\r\n')).toContain(`x-own: ${value}`);
  });
});
