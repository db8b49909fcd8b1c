import { connect } from 'node:net';
import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { aGateway, type TestGateway } from '../support/test-gateway';

const GET = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n';

/** A request that is with the backend, and both its ends. */
async function inFlight(gateway: TestGateway): Promise<{ client: RawConnection; response: ServerResponse }> {
  gateway.backend('a').fallSilent();
  const arrived = gateway.backend('a').nextRequest();
  const client = await gateway.connect();
  client.write(GET);
  return { client, response: (await arrived).response };
}

async function refuses(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const refused = await once(socket, 'connect').then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED',
  );
  socket.destroy();
  return refused;
}

describe('a graceful stop', () => {
  it('lets a request in flight finish, and tells its client to close', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { client, response } = await inFlight(gateway);
    const stopped = gateway.application.stop();
    response.end('whole');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n\r\nwhole$/);
    expect(await stopped).toBe(true);
  });

  it('lets an answer finish whose head has long left', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { client, response } = await inFlight(gateway);
    response.writeHead(200, { 'content-length': 5 }).write('wh');
    await client.until('wh');
    const stopped = gateway.application.stop();
    response.end('ole');
    expect(await client.untilEnded()).toMatch(/\r\n\r\nwhole$/);
    expect(await stopped).toBe(true);
  });

  it('lets an upload finish', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const arrived = gateway.backend('a').nextRequest();
    const client = await gateway.connect();
    client.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbo');
    await arrived;
    const stopped = gateway.application.stop();
    client.write('dy');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\na$/);
    expect((await gateway.backend('a').requests[0].body()).toString()).toBe('body');
    expect(await stopped).toBe(true);
  });

  it('takes no new connection', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { client, response } = await inFlight(gateway);
    const stopped = gateway.application.stop();
    while (!(await refuses(gateway.port)));
    response.end('a');
    await Promise.all([client.untilEnded(), stopped]);
  });

  it('answers the last request of a kept connection, and tells its client to close', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const client = await gateway.connect();
    client.write(GET);
    await client.head();
    await client.bytes(1);
    const stopped = gateway.application.stop();
    client.write(GET);
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n\r\na$/);
    expect(await stopped).toBe(true);
  });

  it('answers with problems that end the connection, too', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const client = await gateway.connect();
    client.write(GET);
    await client.head();
    await client.bytes(1);
    await gateway.kill('a');
    const stopped = gateway.application.stop();
    client.write(GET);
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 503 [^]*Connection: close\r\n/);
    expect(await stopped).toBe(true);
  });

  it('closes connections that stay silent', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const client = await gateway.connect();
    client.write(GET);
    await client.until('\r\n\r\na');
    const stopped = gateway.application.stop();
    await client.untilEnded();
    expect(await stopped).toBe(true);
  });

  it('cuts off at its time limit what does not end, and says so', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { timeouts: { shutdown: '100ms' } } });
    const { client, response } = await inFlight(gateway);
    const cancelled = once(response, 'close');
    expect(await gateway.application.stop()).toBe(false);
    await Promise.all([client.untilEnded(), cancelled]);
  });

  it('is not held up by an open WebSocket for longer than its time limit', async () => {
    const backend = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
      );
    });
    const gateway = await aGateway({ backends: [backend], listen: { timeouts: { shutdown: '100ms' } } });
    const client = await gateway.connect();
    client.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await client.head();
    const stopped = gateway.application.stop();
    await client.untilEnded();
    client.close();
    await stopped;
  });

  it('accepts every client that had connected by then', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const waiting = connect(gateway.port, '127.0.0.1');
    // The kernel has accepted it once the call is back, the gateway has not.
    const stopped = gateway.application.stop();
    waiting.write(GET);
    const client = new RawConnection(waiting);
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*Connection: close\r\n\r\na$/);
    await stopped;
  });

  it('takes new clients, and keeps their connections, until its delay is over', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { timeouts: { shutdownDelay: '3s' } } });
    const stopped = gateway.application.stop();
    expect(await gateway.admin('/health/ready')).toMatchObject({ status: 503 });
    const client = await gateway.connect();
    client.write(GET);
    expect(await client.head()).toContain('Connection: keep-alive');
    expect(await stopped).toBe(true);
    expect(await refuses(gateway.port)).toBe(true);
  });

  it('tells the operator’s port at once that no clients should be sent here', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const { client, response } = await inFlight(gateway);
    const stopped = gateway.application.stop();
    expect(await gateway.admin('/health/ready')).toMatchObject({ status: 503 });
    expect(await gateway.admin('/health/live')).toMatchObject({ status: 200 });
    response.end('a');
    await Promise.all([client.untilEnded(), stopped]);
  });
});
