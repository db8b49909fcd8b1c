import { aGatewayFrom, type FileGateway } from './support/file-gateway';

const NOTHING = { pools: { main: { backends: [] } } };
const TOKEN = 'correct-horse';

async function statusOf(gateway: FileGateway, path: string, headers = {}, method = 'POST'): Promise<number> {
  return (await gateway.ask(method, path, headers)).status;
}

describe('the admin API with a token', () => {
  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer wrong' }],
    ['a token of another kind', { authorization: `Basic ${TOKEN}` }],
    ['part of the token', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
  ])('admits no client that has %s', async (_, headers) => {
    const gateway = await aGatewayFrom({ ...NOTHING, admin: { token: TOKEN } });
    const answer = await gateway.ask('POST', '/api/reload', headers);
    expect([answer.status, answer.headers['content-type'], answer.headers['www-authenticate']]).toEqual([
      401,
      'application/problem+json',
      'Bearer realm="load-distributer"',
    ]);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(answer.text).not.toContain(TOKEN);
  });

  it.each(['/api/reload', '/API/Reload', '/api/reload/', '/api/nothing', '/api', '/api/'])(
    'guards %s',
    async (path) => {
      const gateway = await aGatewayFrom({ ...NOTHING, admin: { token: TOKEN } });
      expect(await statusOf(gateway, path)).toBe(401);
    },
  );

  it('lets in who has it', async () => {
    const gateway = await aGatewayFrom({ ...NOTHING, admin: { token: TOKEN } });
    expect(await statusOf(gateway, '/api/reload', { authorization: `Bearer ${TOKEN}` })).toBe(200);
  });

  it('asks for the new one after a reload', async () => {
    const gateway = await aGatewayFrom({ ...NOTHING, admin: { token: TOKEN } });
    gateway.write({ ...NOTHING, admin: { token: 'another' } });
    await gateway.application.reload('test');
    expect(await statusOf(gateway, '/api/reload', { authorization: `Bearer ${TOKEN}` })).toBe(401);
    expect(await statusOf(gateway, '/api/reload', { authorization: 'bearer another' })).toBe(200);
  });

  it.each(['/health/live', '/health/ready'])('leaves %s open', async (path) => {
    const gateway = await aGatewayFrom({ ...NOTHING, admin: { token: TOKEN } });
    expect(await statusOf(gateway, path, {}, 'GET')).toBe(200);
  });
});

describe('the admin API without a token', () => {
  it.each(['127.0.0.1:8081', 'localhost:8081', '[::1]:8081'])('is open to who asks for %s', async (host) => {
    const gateway = await aGatewayFrom(NOTHING);
    expect(await statusOf(gateway, '/api/reload', { host })).toBe(200);
    expect(await statusOf(gateway, '/api/reload', { host, origin: `http://${host}` })).toBe(200);
  });

  it('refuses a name that an attacker made lead here', async () => {
    const gateway = await aGatewayFrom(NOTHING);
    expect(await statusOf(gateway, '/api/reload', { host: 'evil.example:8081' })).toBe(403);
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1:8081'])(
    'refuses pages of %s',
    async (origin) => {
      const gateway = await aGatewayFrom(NOTHING);
      expect(await statusOf(gateway, '/api/reload', { host: '127.0.0.1:8081', origin })).toBe(403);
    },
  );

  it.each([
    ['POST', '/api/nothing'],
    ['GET', '/api/reload'],
  ])('answers %s %s with a problem', async (method, path) => {
    const gateway = await aGatewayFrom(NOTHING);
    const answer = await gateway.ask(method, path);
    expect([answer.status, answer.headers['content-type']]).toEqual([404, 'application/problem+json']);
  });
});
