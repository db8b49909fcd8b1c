import { StubBackend } from '../support/stub-backend';
import { closedAfterTest } from '../support/closing';
import { aRoute, type SecuredGateway } from './support/secured-gateway';

async function askingService(settings: object = {}): Promise<[SecuredGateway, StubBackend]> {
  const service = new StubBackend('auth');
  closedAfterTest({ close: () => service.stop() });
  await service.start();
  return [await aRoute({ auth: { forward: { url: `${service.url}/check?a=b`, ...settings } } }), service];
}

describe('an outside service that decides', () => {
  it('is told what the request was, and admits it with 2xx', async () => {
    const [route, service] = await askingService();
    expect(await route.ask({ authorization: 'Bearer t', 'x-other': '1' }, '/items/1?c=d')).toBe('200');
    const [asked] = service.requests;
    expect(asked.target).toBe('/check?a=b');
    expect(asked.headers).toMatchObject({
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/items/1?c=d',
      'x-forwarded-for': '127.0.0.1',
      authorization: 'Bearer t',
    });
    expect(asked.headers).not.toHaveProperty('x-other');
  });

  it('can say who the client is', async () => {
    const [route, service] = await askingService({ responseHeaders: ['x-auth-tenant', 'x-auth-role'] });
    service.answer((_request, response) =>
      response
        .writeHead(204, { 'X-Auth-Name': 'alice', 'X-Auth-Tenant': 'acme', 'X-Auth-Secret': 's' })
        .end(),
    );
    await route.ask({ 'x-auth-role': 'root' });
    expect(route.told('x-auth-name')).toEqual(['alice']);
    expect(route.told('x-auth-tenant')).toEqual(['acme']);
    expect(route.told('x-auth-role')).toEqual([]);
    expect(route.told('x-auth-secret')).toEqual([]);
  });

  it.each([401, 403, 404, 429])('refuses with %d', async (status) => {
    const [route, service] = await askingService();
    service.answer((_request, response) =>
      response
        .writeHead(status, { 'WWW-Authenticate': 'Custom', 'X-Internal': 's' })
        .end('page of the service'),
    );
    const answer = await route.gateway.fetch('/');
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([status, 'Custom']);
    expect(answer.headers).not.toHaveProperty('x-internal');
    expect(answer.text).not.toContain('page of the service');
    expect(route.reached).toBe(0);
  });

  it('can send the client to a page where it signs in', async () => {
    const [route, service] = await askingService();
    service.answer((_request, response) =>
      response.writeHead(302, { Location: 'https://login.example/', 'Set-Cookie': ['a=1', 'b=2'] }).end(),
    );
    const { status, headers } = await route.gateway.fetch('/');
    expect([status, headers.location]).toEqual([302, 'https://login.example/']);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  it.each([
    [
      'fails',
      (service: StubBackend) => service.answer((_request, response) => response.writeHead(500).end()),
    ],
    ['is gone', (service: StubBackend) => service.stop()],
    ['is silent', (service: StubBackend) => service.fallSilent()],
    ['breaks off', (service: StubBackend) => service.answer((request) => request.socket.destroy())],
    [
      'says too much',
      (service: StubBackend) =>
        service.answer((_request, response) => response.end(Buffer.alloc(256 * 1024))),
    ],
  ])('admits no client while it %s, and the client learns that it is not its fault', async (_, disturb) => {
    const [route, service] = await askingService({ timeout: '300ms' });
    await Promise.resolve(disturb(service));
    expect(await route.ask()).toBe('503 auth_unavailable');
    expect(route.reached).toBe(0);
  });

  it('is asked while the body waits, which then reaches the backend whole', async () => {
    const [route, service] = await askingService();
    service.answer((_request, response) => setImmediate(() => response.end()));
    const body = Buffer.alloc(200_000, 'x');
    const { status } = await route.gateway.fetch('/', { method: 'POST', body });
    expect(status).toBe(200);
    expect(route.told('content-length')).toEqual(['200000']);
  });

  it('leaves nothing behind of a client that has left meanwhile', async () => {
    const [route, service] = await askingService();
    const asked = service.nextRequest();
    service.fallSilent();
    const leaving = route.gateway.open('/');
    leaving.end();
    const { response } = await asked;
    leaving.socket!.resetAndDestroy();
    service.answerAsUsual();
    response.end();
    expect(await route.ask()).toBe('200');
    expect(route.reached).toBe(1);
  });
});
