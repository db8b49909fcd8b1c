import { type StrictRequest, valuesOf } from '../support/strict-request';
import { attack, get, post } from './support/attack';

const CLOSE = 'Connection: close\r\n';
const FORGED = [
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'X-Forwarded-Prefix',
  'X-Forwarded-Proto',
  'X-Forwarded-Server',
  'X-Forwarded-Ssl',
  'Forwarded',
  'X-Real-IP',
  'X-Client-IP',
  'True-Client-IP',
];

/** The values of fields of this name at the backend. */
function told(reached: readonly StrictRequest[], name: string): string[] {
  return valuesOf(reached[0].fields, name.toLowerCase());
}

describe('Connection', () => {
  const named = 'X-Forwarded-For, Authorization, host, Content-Length, Cookie, Via, X-Request-Id, X-Mine';

  it.each([`Connection: close, ${named}\r\n`, `Connection: ${named}\r\nconnection: close\r\n`])(
    'C-30 names away fields of the client itself, and none that the gateway vouches for: %j',
    async (connection) => {
      const fields = `X-Mine: 1\r\nCookie: a=b\r\nAuthorization: c\r\nX-Request-Id: mine\r\nContent-Length: 5\r\n`;
      const { statuses, reached } = await attack(post(fields + connection, 'hello'));
      expect(statuses).toEqual([200]);
      expect(reached).toMatchObject([{ framing: 'length', body: 'hello' }]);
      const kept = ['host', 'cookie', 'authorization', 'x-forwarded-for', 'via', 'x-request-id', 'x-mine'];
      expect(kept.map((name) => told(reached, name).length)).toEqual([1, 1, 1, 1, 1, 1, 0]);
    },
  );

  it('C-30 names no field away by half of its name', async () => {
    const { reached } = await attack(
      get('/', 'X-Mine: 1\r\nX-Mine-Too: 2\r\nConnection: close, X-Min, X-Mine\r\n'),
    );
    expect([told(reached, 'x-mine'), told(reached, 'x-mine-too')]).toEqual([[], ['2']]);
  });

  it('C-31 and its like are for this hop alone', async () => {
    const fields =
      'Keep-Alive: timeout=9\r\nProxy-Connection: x\r\nProxy-Authorization: y\r\nTE: gzip\r\nUpgrade: h2c\r\n';
    const { reached } = await attack(get('/', `${fields}HTTP2-Settings: AAMA\r\n${CLOSE}`));
    const names = reached[0].fields.map(([name]) => name.toLowerCase());
    const ownToSay = ['host', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded-port'];
    expect(names).toEqual([...ownToSay, 'x-request-id', 'via']);
  });
});

describe('what a client says of itself', () => {
  it.each(FORGED)('C-32 is not trusted without a proxy that vouches for it: %s', async (name) => {
    const { reached } = await attack(
      get('/', `${name}: forged\r\n${name.toLowerCase()}: forged\r\n${CLOSE}`),
    );
    expect(reached[0].head).not.toContain('forged');
  });

  it('C-32 is extended, not replaced, when a trusted proxy says it', async () => {
    const { reached } = await attack(get('/', `X-Forwarded-For: 6.6.6.6, 7.7.7.7\r\n${CLOSE}`), {
      listen: { trustedProxies: ['127.0.0.1'] },
    });
    expect(told(reached, 'x-forwarded-for')).toEqual(['6.6.6.6, 7.7.7.7, 127.0.0.1']);
  });

  it.each([
    'X_Forwarded_For',
    'X-Forwarded_Proto',
    'x_real_ip',
    'Content_Length',
    'Transfer_Encoding',
    'X_Request_Id',
    'HTTP2_Settings',
    'X_Gateway_Decision',
  ])('C-33 is not believed under a name that some back ends read as another: %s', async (name) => {
    const { statuses, reached } = await attack(get('/', `${name}: forged\r\n${CLOSE}`));
    expect(statuses).toEqual([200]);
    expect(reached[0].head).not.toContain('forged');
  });

  it('C-34 does not reach the backend in the gateway’s own names', async () => {
    const { reached } = await attack(get('/', `X-Gateway-Decision: forged\r\n${CLOSE}`));
    expect(reached[0].head).not.toContain('forged');
  });

  it('C-34 is cut short when it goes round in circles', async () => {
    const passes = Array(6).fill('1.1 load-distributer').join(', ');
    expect(await attack(get('/', `Via: ${passes}\r\n${CLOSE}`))).toMatchObject({
      statuses: [508],
      reached: [],
    });
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'C-35 may be called anything: %s',
    async (name) => {
      const fields = `${name}: {"admin":true}\r\nCookie: ${name}=1\r\n${CLOSE}`;
      const { statuses, reached } = await attack(get(`/?${name}=1&${name}[admin]=1`, fields));
      expect(statuses).toEqual([200]);
      expect(told(reached, name)).toEqual(['{"admin":true}']);
    },
  );

  it('C-35 may be a trailer of any name', async () => {
    const chunks = '0\r\n__proto__: a\r\nconstructor: b\r\n\r\n';
    const { reached } = await attack(post(`Transfer-Encoding: chunked\r\n${CLOSE}`, chunks));
    expect(reached[0].trailers).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });
});

describe('a head that is too large', () => {
  it.each([
    ['101 lines', 'X-A: a\r\n'.repeat(99)],
    ['3,000 lines', 'a:b\r\n'.repeat(3000)],
    ['10,000 lines', 'X-A: a\r\n'.repeat(10_000)],
    ['a value of 17 KiB', `X-A: ${'a'.repeat(17 * 1024)}\r\n`],
    ['a value of 100 KiB', `X-A: ${'a'.repeat(100 * 1024)}\r\n`],
    ['1,000 cookies', `Cookie: ${'name=some-value; '.repeat(1000)}\r\n`],
    ['a name of 17 KiB', `${'a'.repeat(17 * 1024)}: a\r\n`],
  ])('C-36 is refused with 431: %s', async (_name, fields) => {
    expect(await attack(get('/', fields + CLOSE))).toMatchObject({ statuses: [431], reached: [] });
  });

  it('C-36 is one line more than allowed: every allowed one reaches the backend', async () => {
    const { statuses, reached } = await attack(get('/', 'X-A: a\r\n'.repeat(98) + CLOSE));
    expect(statuses).toEqual([200]);
    expect(told(reached, 'x-a')).toHaveLength(98);
  });

  it('C-36 is refused with 414 when it is the target', async () => {
    expect(await attack(get(`/${'a'.repeat(9000)}`, CLOSE))).toMatchObject({ statuses: [414], reached: [] });
    expect(await attack(get(`/${'a'.repeat(100_000)}`, CLOSE))).toMatchObject({
      statuses: [431],
      reached: [],
    });
  });

  it('C-36 is refused with 413 when it announces too large a body', async () => {
    const bytes = post('Content-Length: 99999999\r\n', 'x'.repeat(1000));
    expect(await attack(bytes)).toMatchObject({ statuses: [413], reached: [] });
  });

  it('C-36 is refused with 413 when a body in chunks turns out to be too large', async () => {
    const bytes = post('Transfer-Encoding: chunked\r\n', `400\r\n${'x'.repeat(1024)}\r\n`.repeat(3));
    const limits = { bodyBytes: '2KiB' };
    expect(await attack(bytes, { listen: { limits } })).toMatchObject({ statuses: [413], reached: [] });
  });
});

it('C-38 says nothing back to a client that it could have put there', async () => {
  const evil = '<script>alert(1)</script>\u001b[31m';
  const { answer } = await attack(
    Buffer.from(get(`/\x01${evil}`, `User-Agent: ${evil}\r\n${CLOSE}`), 'latin1'),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).not.toMatch(/script|\x1b/);
});
