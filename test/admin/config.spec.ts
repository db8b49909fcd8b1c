import { type GatewayConfig } from '../../apps/gateway/src/config/gateway-config';
import { aGateway } from '../support/test-gateway';
import { aGatewayFrom } from '../reload/support/file-gateway';
import { read } from './support/operator';

describe('GET /api/config', () => {
  it('shows what is in force, defaults included', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      pool: { balance: 'random', timeouts: { connect: '3s' } },
    });
    const config = await read<GatewayConfig>(gateway, '/api/config');
    expect(config.pools[0]).toMatchObject({
      name: 'main',
      balance: 'random',
      timeouts: { connect: 3000, response: 30_000 },
    });
    expect(config.listen.limits.headers).toBe(100);
  });

  it('shows no secret', async () => {
    const token = 'correct-horse';
    const routes = [
      {
        path: '/',
        pool: 'main',
        requestHeaders: {
          set: { authorization: 'Bearer correct-horse', 'x-api-key': token, 'x-team': 'shop' },
        },
      },
    ];
    const gateway = await aGatewayFrom({ admin: { token }, pools: { main: { backends: [] } }, routes });
    const answer = await gateway.ask('GET', '/api/config', { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(token);
    const config = JSON.parse(answer.text);
    expect(config.admin.token).toBe('***');
    expect(config.routes[0].requestHeaders.set).toEqual({
      authorization: '***',
      'x-api-key': '***',
      'x-team': '***',
    });
  });
});

describe('GET /api/routes', () => {
  it('tells which requests go where', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      routes: [
        { path: '/items', pool: 'main', affinity: ['items'], methods: ['GET', 'POST'] },
        { host: 'old.example', path: '/', redirect: { to: 'https://new.example', status: 308 } },
      ],
    });
    expect(await read(gateway, '/api/routes')).toEqual({
      routes: [
        {
          name: '/items',
          host: null,
          path: '/items',
          methods: ['GET', 'POST'],
          headers: [],
          pool: 'main',
          affinity: ['items'],
        },
        {
          name: 'old.example/',
          host: 'old.example',
          path: '/',
          methods: null,
          headers: [],
          pool: null,
          affinity: [],
          answers: 308,
        },
      ],
    });
  });
});
