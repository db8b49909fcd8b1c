import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { aSecureGateway } from './support';

const HALVES = {
  'of a known length': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
  'in chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
};

describe.each(['end', 'reset', 'silence'] as const)('half an answer whose backend goes by %s', (how) => {
  it.each(Object.entries(HALVES))('%s breaks the connection over TLS', async (_name, answer) => {
    let breakOff = (): void => {};
    const backend = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(answer);
      await new Promise<void>((resolve) => (breakOff = resolve));
      if (how !== 'silence') connection[how]();
    });
    const { gateway, ca } = await aSecureGateway({
      backends: [backend],
      ...(how === 'silence' ? { pool: { timeouts: { bodyIdle: '300ms' } } } : {}),
    });
    const client = closedAfterTest(await RawConnection.secureTo(gateway.port, ca));
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await client.until('half');
    breakOff();
    // The client is half open: the gateway ends its side, without the alert that would end it in order.
    expect(await client.untilEnded()).not.toMatch(/\r\n0\r\n/);
    await eventually(() => expect(gateway.state('a').inFlight).toBe(0));
  });
});
