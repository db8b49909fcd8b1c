import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { readStrictly, type StrictRequest } from '../support/strict-request';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { answering, expectUnharmed, get, post } from './support/attack';

const CLOSE = 'Connection: close\r\n';

/** A backend whose first connection ends at the second request on it, in the moment that this is sent. */
async function aRace(how: 'end' | 'reset'): Promise<{ gateway: TestGateway; answered: StrictRequest[] }> {
  const answered: StrictRequest[] = [];
  const serve = async (connection: RawConnection, turn: number): Promise<void> => {
    for (let count = 0; await connection.hasMore(); count++) {
      if (turn === 1 && count === 1) return connection[how]();
      const request = (await readStrictly(connection))!;
      answered.push(request);
      connection.write(answering(`${request.method} ${request.target}`));
    }
    connection.close();
  };
  const gateway = await aGateway({ backends: [new RawBackend('a', serve)] });
  await gateway.raw(get('/first', CLOSE));
  return { gateway, answered };
}

describe.each(['end', 'reset'] as const)(
  'a kept connection that the backend ends by %s as it is used',
  (how) => {
    it.each(['GET', 'PUT', 'DELETE'])('C-47 has %s done once, on a fresh connection', async (method) => {
      const { gateway, answered } = await aRace(how);
      const fields = `${CLOSE}Content-Length: 5\r\n`;
      const answer = await gateway.raw(`${method} /x HTTP/1.1\r\nHost: h\r\n${fields}\r\nhello`);
      expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 200 OK\\r\\n[^]*\\r\\n\\r\\n${method} /x$`));
      expect(answered.slice(1)).toMatchObject([{ method, target: '/x', body: 'hello' }]);
      await expectUnharmed(gateway);
    });

    it('C-47 has a POST, which may have been done, not repeated, and no backend blamed', async () => {
      const { gateway, answered } = await aRace(how);
      expect(await gateway.raw(post(`${CLOSE}Content-Length: 5\r\n`, 'hello'))).toMatch(
        /^HTTP\/1\.1 502 [^]*"code":"upstream_closed"/,
      );
      expect(answered).toMatchObject([{ target: '/first' }]);
      await expectUnharmed(gateway);
    });
  },
);
