import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HealthChecks } from '../../apps/gateway/src/control-plane/health/health-checks';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { RawBackend } from '../support/raw-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';

/** As the tests want them: soon. */
const SOON = { interval: '20ms', fastInterval: '10ms', downInterval: '20ms' };

function probed(backends: readonly (string | RawBackend)[], health: object = {}): Promise<TestGateway> {
  return aGateway({ backends, pool: { panicThreshold: 0, health: { ...SOON, ...health } } });
}

/** Resolves when the backend is in this state. */
function becomes(gateway: TestGateway, name: string, state: string): Promise<void> {
  return eventually(() => expect(gateway.state(name).state).toBe(state));
}

describe('probes', () => {
  it('ask for a TCP connection where no path is given, a new one each time', async () => {
    const gateway = await probed(['a']);
    await becomes(gateway, 'a', 'healthy');
    await eventually(() => expect(gateway.backend('a').accepted).toBeGreaterThan(3));
    expect(gateway.backend('a').requests).toEqual([]);
  });

  it('take a backend out that refuses connections, and back in when it is there again', async () => {
    const gateway = await probed(['a', 'b']);
    await gateway.kill('a');
    await becomes(gateway, 'a', 'unhealthy');
    expect(gateway.state('a').lastChange?.reason).toBe('3 probes in a row failed: connection refused');
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
    await gateway.restart('a');
    await becomes(gateway, 'a', 'healthy');
  });

  it('send a request each over a connection of its own, with the headers that are given', async () => {
    const gateway = await probed(['a'], {
      path: '/health/ready?full',
      method: 'HEAD',
      headers: { 'X-Probe': 'yes' },
    });
    const { requests } = gateway.backend('a');
    await eventually(() => expect(requests.length).toBeGreaterThan(3));
    expect(gateway.backend('a').accepted).toBeGreaterThanOrEqual(requests.length);
    const [{ method, target, headers }] = requests;
    expect([method, target]).toEqual(['HEAD', '/health/ready?full']);
    expect(headers).toMatchObject({
      host: gateway.state('a').authority,
      'x-probe': 'yes',
      connection: 'close',
    });
  });

  it.each([
    [200, {}, 'healthy'],
    [302, {}, 'unhealthy'],
    [404, {}, 'unhealthy'],
    [503, {}, 'unhealthy'],
    [302, { status: '200-399' }, 'healthy'],
    [418, { status: '200, 418' }, 'healthy'],
    [404, { drainOn404: true }, 'draining'],
  ])('take %d under %j for %s', async (status, health, state) => {
    const gateway = await probed(['a'], { path: '/', ...health });
    gateway.backend('a').answer((_request, response) => response.writeHead(status, { location: '/x' }).end());
    await becomes(gateway, 'a', state);
    expect(gateway.state('a').state).toBe(state);
  });

  it('let a backend drain itself by 503 with Retry-After: it keeps what it owns and gets nothing new', async () => {
    const gateway = await probed(['a', 'b'], { path: '/ready' });
    await becomes(gateway, 'a', 'healthy');
    const owner = (await gateway.fetch('/items/7')).text;
    const other = owner === 'a' ? 'b' : 'a';
    gateway.backend(owner).answer((request, response) => {
      if (request.url === '/ready') response.writeHead(503, { 'retry-after': '5' }).end();
      else response.end(owner);
    });
    await becomes(gateway, owner, 'draining');
    expect(await gateway.sequence(3)).toEqual([other, other, other]);
    expect(await gateway.sequence(2, '/items/7')).toEqual([owner, owner]);
    gateway.backend(owner).answerAsUsual();
    await becomes(gateway, owner, 'healthy');
  });

  it('look for a pattern in the body', async () => {
    const gateway = await probed(['a', 'b'], { path: '/', body: '^a$' });
    await becomes(gateway, 'a', 'healthy');
    await becomes(gateway, 'b', 'unhealthy');
    expect(gateway.state('b').lastChange?.reason).toMatch(/answered 200 with a body that does not match/);
  });

  it('read no more than 64 KiB of a body, however long it goes on', async () => {
    const gateway = await probed(['a'], { path: '/', body: '^x' });
    let written = 0;
    gateway.backend('a').answer((_request, response) => {
      const piece = 'x'.repeat(16 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(piece)) written += piece.length;
        written += piece.length;
      };
      response.on('drain', more);
      more();
    });
    await becomes(gateway, 'a', 'healthy');
    expect(written).toBeGreaterThan(64 * 1024);
  });

  it('take no response in time for a failure', async () => {
    const gateway = await probed(['a'], { path: '/', timeout: '20ms' });
    gateway.backend('a').fallSilent();
    await becomes(gateway, 'a', 'unhealthy');
    expect(gateway.state('a').lastChange?.reason).toMatch(/no response within 20 ms/);
  });

  it('take an answer that is not HTTP, or only half of one, for a failure', async () => {
    const garbage = new RawBackend('a', (connection) => connection.write('SSH-2.0-x\r\n\r\n'));
    const half = new RawBackend('b', async (connection) => {
      await connection.head();
      connection.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
      connection.close();
    });
    const gateway = await probed([garbage, half], { path: '/' });
    await becomes(gateway, 'a', 'unhealthy');
    await becomes(gateway, 'b', 'unhealthy');
  });

  it('ask at another port where one is given', async () => {
    const asked = createServer((_request, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => asked.listen(0, '127.0.0.1', resolve));
    closedAfterTest({ close: () => asked.close() });
    const { port } = asked.address() as AddressInfo;
    const gateway = await probed(['a'], { path: '/', port });
    await becomes(gateway, 'a', 'unhealthy');
    expect(gateway.backend('a').accepted).toBe(0);
  });

  it.each([{}, { path: '/' }])('reach a Unix socket, with %j', async (health) => {
    const path = join(tmpdir(), `probe-${process.pid}-${Object.keys(health).length}.sock`);
    rmSync(path, { force: true });
    const server = createServer((_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    closedAfterTest({ close: () => server.close() });
    const backends = [{ id: 'u', url: `unix:${path}` }];
    const gateway = await aGateway({ backends: [], pool: { backends, health: { ...SOON, ...health } } });
    await becomes(gateway, 'u', 'healthy');
  });

  it('may be required: a backend gets nothing before its first pass', async () => {
    const gateway = await probed(['a', 'b'], { path: '/', mandatory: true, fall: 100 });
    gateway.backend('a').answer((request, response) => {
      response.writeHead(request.url === '/' ? 500 : 200).end('a');
    });
    await becomes(gateway, 'b', 'healthy');
    expect(await gateway.sequence(3, '/x')).toEqual(['b', 'b', 'b']);
    expect(gateway.state('a').state).toBe('unknown');
  });

  it('do not happen where they are turned off', async () => {
    const gateway = await probed(['a'], { enabled: false });
    await gateway.fetch('/');
    expect(gateway.backend('a').accepted).toBe(1);
    expect(gateway.state('a').state).toBe('unknown');
  });

  it('end when the gateway does', async () => {
    const gateway = await probed(['a']);
    await becomes(gateway, 'a', 'healthy');
    const [{ accepted }, checks] = [gateway.backend('a'), gateway.application.app.get(HealthChecks)];
    expect([accepted > 0, checks.size]).toEqual([true, 1]);
    await gateway.close();
    expect(checks.size).toBe(0);
  });
});
