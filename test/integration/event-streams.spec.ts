import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { aGateway } from '../support/test-gateway';

const EVENTS = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const COMMENT = '3\r\n:\n\n\r\n';

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

/** A client of a backend that begins its answer so, and the backend's side of the connection. */
async function aStream(
  answer: string,
  wishes: { sse?: object; timeouts?: object } = {},
): Promise<{ client: RawConnection; backend: RawConnection }> {
  let arrived: (connection: RawConnection) => void;
  const asked = new Promise<RawConnection>((resolve) => (arrived = resolve));
  const backend = new RawBackend('a', async (connection) => {
    await connection.head();
    connection.write(answer);
    arrived(connection);
  });
  const { sse, timeouts } = wishes;
  const routes = [{ path: '/', pool: 'main', ...(sse && { sse }) }];
  const gateway = await aGateway({ backends: [backend], routes, ...(timeouts && { pool: { timeouts } }) });
  const client = await gateway.connect();
  client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  return { client, backend: await asked };
}

describe('an event stream', () => {
  it('may be silent for as long as a tunnel', async () => {
    const timeouts = { bodyIdle: '50ms', tunnelIdle: '1h' };
    const { client, backend } = await aStream(`${EVENTS}${CHUNKED}\r\n`, { timeouts });
    const other = await aStream(`HTTP/1.1 200 OK\r\n${CHUNKED}\r\n`, { timeouts });
    // By then the limit for other answers has passed.
    await other.client.untilClosed();
    backend.write(chunk('data: 1\n\n'));
    expect(await client.until('data: 1')).toContain('data: 1');
  });

  it('is broken off when it is silent for longer', async () => {
    const timeouts = { bodyIdle: '1h', tunnelIdle: '50ms' };
    const { client } = await aStream(`${EVENTS}${CHUNKED}\r\n`, { timeouts });
    expect(await client.untilClosed()).toMatch(/^HTTP\/1.1 200 /);
  });
});

describe('the heartbeat of event streams', () => {
  const sse = { heartbeat: '1s' };

  it.each(['', 'data: 1\n\n', 'data: 1\r\n\r\n', 'data: 1\r\r', ':\n\n'])(
    'is sent in silence, behind %j',
    async (text) => {
      const { client } = await aStream(`${EVENTS}${CHUNKED}\r\n${text && chunk(text)}`, { sse });
      expect(await client.until(COMMENT.repeat(2))).toContain(`\r\n\r\n${text && chunk(text)}${COMMENT}`);
    },
  );

  it('waits for the end of an event', async () => {
    const { client, backend } = await aStream(`${EVENTS}${CHUNKED}\r\n${chunk('data: 1\n')}`, { sse });
    // Another stream shows that the time has come.
    await (await aStream(`${EVENTS}${CHUNKED}\r\n`, { sse })).client.until(COMMENT.repeat(2));
    expect(client.received).not.toContain(COMMENT);
    backend.write(chunk('\n'));
    await client.until(`${chunk('\n')}${COMMENT}`);
  });

  it.each([
    ['is encoded', `${EVENTS}${CHUNKED}Content-Encoding: gzip\r\n`],
    ['has a length', `${EVENTS}Content-Length: 100\r\n`],
    ['is none', `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${CHUNKED}`],
  ])('is not sent in an answer that %s', async (_what, head) => {
    const { client } = await aStream(`${head}\r\n`, { sse });
    await (await aStream(`${EVENTS}${CHUNKED}\r\n`, { sse })).client.until(COMMENT.repeat(2));
    expect(client.received).not.toContain(':\n\n');
  });

  it('is not sent unless the route asks for it', async () => {
    const { client } = await aStream(`${EVENTS}${CHUNKED}\r\n`);
    await (await aStream(`${EVENTS}${CHUNKED}\r\n`, { sse })).client.until(COMMENT.repeat(2));
    expect(client.received).not.toContain(':\n\n');
  });
});
