import { parseOptions } from './options.mjs';
import { serversCommand } from './servers.command.mjs';
import { startCommand } from './start.command.mjs';

function planOf(args: string[], env: Record<string, string> = {}) {
  const { options, plan } = startCommand(env);
  return plan(parseOptions(args, options));
}

const portsOf = (args: string[], env?: Record<string, string>) =>
  planOf(args, env).addresses.map(({ port }) => port);

describe('npm start', () => {
  it('runs four items-api on 8000 to 8003, the gateway on 8080 and its admin port on 8081', () => {
    expect(planOf([]).addresses).toEqual([
      { name: 'items-api:8000', host: '127.0.0.1', port: 8000 },
      { name: 'items-api:8001', host: '127.0.0.1', port: 8001 },
      { name: 'items-api:8002', host: '127.0.0.1', port: 8002 },
      { name: 'items-api:8003', host: '127.0.0.1', port: 8003 },
      { name: 'gateway', host: '127.0.0.1', port: 8080 },
      { name: 'admin', host: '127.0.0.1', port: 8081 },
    ]);
  });

  it('starts the backends before the gateway', () => {
    expect(planOf(['--ports', '8000,8001']).tiers.map((tier) => tier.map(({ name }) => name))).toEqual([
      ['items-api:8000', 'items-api:8001'],
      ['gateway'],
    ]);
  });

  it('takes the addresses from the environment, and from options first', () => {
    const env = { PORT: '9090', ADMIN_PORT: '9091', HOST: '0.0.0.0' };
    expect(portsOf(['--ports', '8000'], env)).toEqual([8000, 9090, 9091]);
    expect(portsOf(['--ports', '8000', '--port', '7070', '--admin-port', '7071'], env)).toEqual([
      8000, 7070, 7071,
    ]);
    expect(planOf([], env).addresses.find(({ name }) => name === 'gateway')?.host).toBe('0.0.0.0');
  });

  it.each([
    ['--ports', '8000,8080'],
    ['--port', '8003'],
    ['--admin-port', '8080'],
  ])('refuses %s %s, which wants a port twice', (...args) => {
    expect(() => planOf(args)).toThrow(/^Port \d+ is wanted twice/);
  });

  it('names the variable when the environment holds no port', () => {
    expect(() => planOf([], { PORT: 'http' })).toThrow('--port (or PORT): "http" is not a port number');
  });

  it('greets with every address and three commands to try', () => {
    const text = planOf([]).welcome.join('\n');
    expect(text).toContain('  gateway         http://127.0.0.1:8080  ');
    expect(text).toContain('  items-api:8003  http://127.0.0.1:8003  ');
    expect(text).toContain("curl -X POST 'http://127.0.0.1:8080/items/?item_id=1'");
    expect(text).toContain('curl http://127.0.0.1:8080/items/1');
    expect(text).toContain('for i in 1 2 3 4 5; do curl -s http://127.0.0.1:8080/ping; echo; done');
  });
});

describe('npm run servers', () => {
  it('runs four items-api on 8000 to 8003', () => {
    const { options, plan } = serversCommand();
    expect(plan(parseOptions([], options)).addresses.map(({ port }) => port)).toEqual([
      8000, 8001, 8002, 8003,
    ]);
  });

  it('listens where --host says', () => {
    const { options, plan } = serversCommand();
    const { tiers } = plan(parseOptions(['--host', '::1', '--ports', '8000'], options));
    expect(tiers.flat().map(({ env, address }) => [env, address])).toEqual([
      [{ PORT: '8000', HOST: '::1' }, 'http://[::1]:8000'],
    ]);
  });
});
