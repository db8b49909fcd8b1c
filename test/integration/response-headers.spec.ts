import { RawBackend } from '../support/raw-backend';
import { aGateway } from '../support/test-gateway';
import { HANDSHAKE, SWITCH } from '../support/web-socket';

const HIDING = { remove: ['Server', 'X-Powered-By'], set: { 'X-Frame-Options': 'DENY' } };

describe('the response headers of a route', () => {
  it('hide what the backend tells of itself, however it is spelled and repeated', async () => {
    const gateway = await aGateway({
      backends: ['a'],
      routes: [{ path: '/', pool: 'main', responseHeaders: HIDING }],
    });
    gateway
      .backend('a')
      .answer((_, response) =>
        response
          .writeHead(200, ['server', 'one', 'SERVER', 'two', 'X-Powered-By', 'Express', 'X-Kept', 'yes'])
          .end('a'),
      );
    const { headers } = await gateway.fetch('/');
    expect([headers.server, headers['x-powered-by']]).toEqual([undefined, undefined]);
    expect([headers['x-kept'], headers['x-frame-options']]).toEqual(['yes', 'DENY']);
  });

  it('are those of answers that the route gives itself, too', async () => {
    const gateway = await aGateway({
      backends: [],
      routes: [
        { path: '/', responseHeaders: HIDING, redirect: { to: '/new' } },
        { path: '/new', responseHeaders: HIDING, respond: { status: 200, headers: { Server: 'x' } } },
      ],
    });
    for (const path of ['/', '/new']) {
      const { headers } = await gateway.fetch(path);
      expect([headers.server, headers['x-frame-options']]).toEqual([undefined, 'DENY']);
    }
  });

  it('are those of the answer that opens a WebSocket', async () => {
    const backend = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(SWITCH.replace('\r\n\r\n', '\r\nServer: secret\r\n\r\n'));
    });
    const gateway = await aGateway({
      backends: [backend],
      routes: [{ path: '/', pool: 'main', responseHeaders: HIDING }],
    });
    const client = await gateway.connect();
    client.write(HANDSHAKE);
    const head = await client.head();
    expect(head).toMatch(/^HTTP\/1.1 101 /);
    expect(head).toMatch(/\r\nx-frame-options: DENY\r\n/i);
    expect(head).not.toContain('secret');
  });
});
