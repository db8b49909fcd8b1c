import { RawBackend } from '../support/raw-backend';
import { aGateway } from '../support/test-gateway';

const UPGRADE =
  'GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n';

describe('a connection on which a backend has refused an upgrade', () => {
  it.each([200, 204, 301, 304, 400, 401, 403, 404, 426, 500, 503])(
    'carries no other request, since its backend may no longer read HTTP there: %d',
    async (status) => {
      // As a Node server does: behind an upgrade its parser has left the socket.
      const backend = new RawBackend('a', async (connection) => {
        while (await connection.hasMore()) {
          const isUpgrade = (await connection.head()).includes('Upgrade');
          const refusal = status === 204 || status === 304 ? '' : 'Content-Length: 0\r\n';
          const answer = isUpgrade ? `${status} No\r\n${refusal}` : '200 OK\r\nContent-Length: 0\r\n';
          connection.write(`HTTP/1.1 ${answer}\r\n`);
          if (isUpgrade) return;
        }
      });
      const pool = { retry: { onStatuses: [] }, timeouts: { response: '3s' } };
      const gateway = await aGateway({ backends: [backend], pool });
      expect(await gateway.raw(UPGRADE)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      const next = 'POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
      expect(await gateway.raw(next)).toMatch(/^HTTP\/1.1 200 /);
      expect(backend.accepted).toBe(2);
    },
  );
});
