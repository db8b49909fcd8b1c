import { rawConnection } from '../support/raw-request';
import { HANDSHAKE } from '../support/web-socket';
import { aStrictPair, expectUnharmed, reachedBy } from './support/attack';

describe('a page of another site that asks the admin port for a WebSocket', () => {
  it.each(['/', '/api/events', '/api/pools', '/docs'])(
    'C-59 gets none, but an answer in HTTP at most: %s',
    async (target) => {
      const { gateway, backend } = await aStrictPair();
      const fields = 'Origin: http://evil.example\r\nCookie: session=operator\r\n\r\n';
      const handshake = HANDSHAKE.replace('/chat', target).replace(/\r\n$/, fields);
      const page = await rawConnection(gateway.adminPort);
      page.write(handshake);
      expect(await page.head()).toMatch(/^HTTP\/1\.1 [2-4][0-9]{2} /);
      page.close();
      await expectUnharmed(gateway);
      expect(reachedBy(backend)).toEqual([]);
    },
  );
});
