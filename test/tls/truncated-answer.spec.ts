import { once } from 'node:events';
import { connect } from 'node:tls';
import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { aSecureGateway } from './support';

const HALF_OF_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf';
const HALF_OF_CHUNKS = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n';
const WHOLE = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole';

describe('half an answer by HTTP/1.1 over TLS', () => {
  it.each([
    ['a FIN', HALF_OF_LENGTH, 'end'],
    ['a reset', HALF_OF_LENGTH, 'reset'],
    ['a FIN between chunks', HALF_OF_CHUNKS, 'end'],
    ['a reset between chunks', HALF_OF_CHUNKS, 'reset'],
  ] as const)('ends with its connection, and the gateway serves others, after %s', async (_, half, how) => {
    const backend = new RawBackend('a', async (connection, turn) => {
      await connection.head();
      connection.write(turn === 1 ? half : WHOLE);
      if (turn === 1) connection[how]();
    });
    const secure = await aSecureGateway({ backends: [backend] });
    const socket = connect({ port: secure.gateway.port, ca: secure.ca, servername: 'localhost' });
    await once(socket, 'secureConnect');
    const client = new RawConnection(socket);
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    expect(await client.untilClosed()).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(await secure.fetch('/')).toMatchObject({ status: 200, text: 'whole' });
  });
});
