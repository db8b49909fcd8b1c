import { aGateway, type TestGateway } from '../support/test-gateway';

const ROUTES = [
  { path: '/open', pool: 'main' },
  { path: '/closed', pool: 'main', deny: ['127.0.0.0/8'] },
  { path: '/limited', pool: 'main', rateLimit: { limit: '1/1h' } },
  { path: '/secret', pool: 'main', auth: { jwt: { secret: 's'.repeat(32) } } },
  { path: '/header', pool: 'main', validate: { requiredHeaders: ['x-team'] } },
];

async function gatewayOf(): Promise<TestGateway> {
  const gateway = await aGateway({ backends: ['a'], routes: ROUTES });
  await gateway.fetch('/limited');
  return gateway;
}

const REFUSALS = [
  ['404', 'GET /nowhere', ''],
  ['404', 'DELETE /nowhere', ''],
  ['404', 'POST /nowhere', 'Content-Length: 0\r\n'],
  ['403', 'GET /closed', ''],
  ['401', 'GET /secret', ''],
  ['401', 'GET /secret', 'Authorization: Bearer wrong\r\n'],
  ['422', 'GET /header', ''],
  ['429', 'GET /limited', ''],
  ['417', 'GET /open', 'Expect: magic\r\n'],
  ['204', 'OPTIONS *', ''],
];

describe('a request that the gateway refuses at once', () => {
  it.each(REFUSALS)('keeps the connection if it has no body: %s for %s %j', async (status, line, field) => {
    const gateway = await gatewayOf();
    const client = await gateway.connect();
    client.write(`${line} HTTP/1.1\r\nHost: h\r\n${field}\r\n`);
    const head = await client.head();
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toMatch(/^Connection: keep-alive\r$/m);
    client.write('GET /open HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.until('\r\n\r\na')).toContain('HTTP/1.1 200 ');
  });

  it.each(['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n'])(
    'ends the connection if its body is still to come: %j',
    async (field) => {
      const gateway = await gatewayOf();
      const answer = await gateway.raw(`POST /nowhere HTTP/1.1\r\nHost: h\r\n${field}\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 404 [^]*\r\nConnection: close\r\n/);
    },
  );

  it('ends the connection if a body may follow: 417', async () => {
    const gateway = await gatewayOf();
    const answer = await gateway.raw(
      'GET /nowhere HTTP/1.1\r\nHost: h\r\nExpect: magic\r\nContent-Length: 5\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1.1 417 [^]*\r\nConnection: close\r\n/);
  });
});
