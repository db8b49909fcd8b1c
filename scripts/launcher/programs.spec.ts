import { commandLine, gateway, itemsApi } from './programs.mjs';

const aGateway = (host: string, adminHost = '127.0.0.1') =>
  gateway({
    port: 8080,
    host,
    adminPort: 8081,
    adminHost,
    backends: [itemsApi(8000, '127.0.0.1'), itemsApi(8001, '127.0.0.1')],
  });

describe('itemsApi', () => {
  it('is asked on its own port whether it is ready', () => {
    expect(itemsApi(8000, '127.0.0.1').ready).toBe('http://127.0.0.1:8000/health/ready');
  });

  it('puts an IPv6 host in brackets', () => {
    expect(itemsApi(8000, '::1').address).toBe('http://[::1]:8000');
  });
});

describe('gateway', () => {
  it('is told its backends and addresses through the environment', () => {
    expect(aGateway('127.0.0.1').env).toEqual({
      PORT: '8080',
      HOST: '127.0.0.1',
      ADMIN_PORT: '8081',
      ADMIN_HOST: '127.0.0.1',
      BACKENDS: 'http://127.0.0.1:8000,http://127.0.0.1:8001',
      HEALTH_PATH: '/health/ready',
    });
  });

  it('is asked on the admin port whether it is ready', () => {
    expect(aGateway('127.0.0.1').ready).toBe('http://127.0.0.1:8081/health/ready');
  });

  it.each([
    ['0.0.0.0', 'http://127.0.0.1:8080'],
    ['::', 'http://[::1]:8080'],
    ['localhost', 'http://localhost:8080'],
  ])('that listens on %s is reached at %s', (host, address) => {
    expect(aGateway(host).address).toBe(address);
  });
});

describe('commandLine', () => {
  it('is what one types to run the program by hand', () => {
    expect(commandLine(itemsApi(8000, '127.0.0.1'))).toBe(
      'PORT=8000 HOST=127.0.0.1 node dist/apps/items-api/src/main.js',
    );
  });
});
