import { StrictBackend } from '../support/strict-backend';
import { valuesOf } from '../support/strict-request';
import { aGateway } from '../support/test-gateway';

/** Reads the fields about the client that a backend gets with a request with these lines. */
async function told(lines: string[], listen = {}): Promise<(name: string) => string[]> {
  const backend = new StrictBackend('a');
  const gateway = await aGateway({ backends: [backend], listen });
  const fields = ['Host: example.com:81', ...lines, 'Connection: close'].join('\r\n');
  await gateway.raw(`GET / HTTP/1.1\r\n${fields}\r\n\r\n`);
  expect(backend.violations).toEqual([]);
  return (name) =>
    valuesOf(backend.requests[0].fields, name).map((value) => value.replace(String(gateway.port), 'PORT'));
}

const TRUSTING = { trustedProxies: ['127.0.0.0/8', '10.0.0.0/8'] };
const MADE = /^[0-9a-f]{8,}(-[0-9a-z]+)*$/;

describe('forwarded headers', () => {
  it('tell the backend who the client is and what it asked for', async () => {
    const values = await told([]);
    expect(values('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(values('x-forwarded-proto')).toEqual(['http']);
    expect(values('x-forwarded-host')).toEqual(['example.com:81']);
    expect(values('x-forwarded-port')).toEqual(['PORT']);
    expect(values('host')).toEqual(['example.com:81']);
  });

  it('replace what a stranger says of itself', async () => {
    const values = await told([
      'X-Forwarded-For: 1.1.1.1',
      'x-forwarded-for: 2.2.2.2',
      'X-Forwarded-Proto: https',
      'X-Forwarded-Host: evil.example',
      'X-Forwarded-Port: 443',
      'Forwarded: for=1.1.1.1',
      'X-Real-IP: 1.1.1.1',
    ]);
    expect(values('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(values('x-forwarded-proto')).toEqual(['http']);
    expect(values('x-forwarded-host')).toEqual(['example.com:81']);
    expect(values('x-forwarded-port')).toEqual(['PORT']);
    expect([values('forwarded'), values('x-real-ip')]).toEqual([[], []]);
  });

  it.each(['X_Forwarded_For: 1.1.1.1', 'X_Request-ID: x', 'X_Real_IP: 1.1.1.1', 'Content_Length: 5'])(
    'cannot be said by another spelling: %s',
    async (line) => {
      const values = await told([line]);
      expect(values(line.split(':')[0].toLowerCase())).toEqual([]);
    },
  );

  it('extend what a trusted proxy says', async () => {
    const values = await told(
      ['X-Forwarded-For: 1.1.1.1, 10.0.0.9', 'X-Forwarded-Proto: https', 'X-Forwarded-Host: shop.example'],
      TRUSTING,
    );
    expect(values('x-forwarded-for')).toEqual(['1.1.1.1, 10.0.0.9, 127.0.0.1']);
    expect(values('x-forwarded-proto')).toEqual(['https']);
    expect(values('x-forwarded-host')).toEqual(['shop.example']);
  });

  it('join the several lines of a trusted proxy to one', async () => {
    const values = await told(['X-Forwarded-For: 1.1.1.1', 'X-Forwarded-For: 2.2.2.2'], TRUSTING);
    expect(values('x-forwarded-for')).toEqual(['1.1.1.1, 2.2.2.2, 127.0.0.1']);
  });

  it('are complete even where a trusted proxy says nothing', async () => {
    const values = await told([], TRUSTING);
    expect(values('x-forwarded-for')).toEqual(['127.0.0.1']);
    expect(values('x-forwarded-proto')).toEqual(['http']);
  });
});

describe('X-Request-Id', () => {
  it('is made for a request without one', async () => {
    const values = await told([]);
    expect(values('x-request-id')).toEqual([expect.stringMatching(MADE)]);
  });

  it('is another for every request', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.sequence(50);
    const ids = gateway.backend('a').requests.map(({ headers }) => headers['x-request-id']);
    expect(new Set(ids).size).toBe(50);
  });

  it.each(['my-id_1', 'a'.repeat(128), '0af7651916cd43dd8448eb211c80319c', 'job/7:a+b=='])(
    'is kept when it is well formed: %s',
    async (id) => {
      const values = await told([`X-Request-ID: ${id}`]);
      expect(values('x-request-id')).toEqual([id]);
    },
  );

  it.each(['', 'a b', 'a'.repeat(129), '<script>', 'a"b', 'caf\xe9'])(
    'is replaced when it is not: %j',
    async (id) => {
      const values = await told([`X-Request-Id: ${id}`]);
      expect(values('x-request-id')).toEqual([expect.stringMatching(MADE)]);
    },
  );

  it('of a problem is the one the client sent', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.kill('a');
    const answer = await gateway.fetch('/', { headers: { 'x-request-id': 'mine' } });
    expect(answer.headers['x-request-id']).toBe('mine');
    expect(JSON.parse(answer.text)).toMatchObject({ request_id: 'mine' });
  });

  it.each([
    ['of a method that is never served', 'TRACE / HTTP/1.1\r\nHost: h'],
    ['of a version that is not HTTP/1', 'GET / HTTP/2.0\r\nHost: h'],
    ['with too long a path', `GET /${'a'.repeat(8_192)} HTTP/1.1\r\nHost: h`],
    ['with more fields than are read', `GET / HTTP/1.1\r\nHost: h${'\r\nA: b'.repeat(100)}`],
    ['with an expectation that is unknown', 'GET / HTTP/1.1\r\nHost: h\r\nExpect: nothing'],
    ['without a Host', 'GET / HTTP/1.1'],
  ])('of a request that is refused %s is the one the client sent', async (_, head) => {
    const gateway = await aGateway({ backends: ['a'] });
    const text = await gateway.raw(`${head}\r\nX-Request-Id: mine\r\nConnection: close\r\n\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 [45]/);
    expect(text).toContain('X-Request-Id: mine\r\n');
  });
});

describe('Via', () => {
  it('names the gateway', async () => {
    expect((await told([]))('via')).toEqual(['1.1 load-distributer']);
  });

  it('keeps those who came before', async () => {
    const values = await told(['Via: 1.0 fred', 'Via: 1.1 p.example']);
    expect(values('via')).toEqual(['1.0 fred, 1.1 p.example, 1.1 load-distributer']);
  });

  it('ends a request that goes in circles', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const passed = (times: number) => ({ via: Array(times).fill('1.1 load-distributer').join(', ') });
    expect((await gateway.fetch('/', { headers: passed(4) })).status).toBe(200);
    const answer = await gateway.fetch('/', { headers: passed(5) });
    expect(JSON.parse(answer.text)).toMatchObject({ status: 508, code: 'loop_detected' });
  });
});
