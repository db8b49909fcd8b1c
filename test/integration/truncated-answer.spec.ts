import { RawBackend } from '../support/raw-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';

const HALVES = {
  'of a known length': 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
  'in chunks': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n',
  'in the middle of a chunk': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nhalf',
  'without its trailers': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n0\r\n',
};

/** A gateway whose backend gives this answer and then breaks off, once the client has what there is. */
async function breakingOff(
  answer: string,
  how: 'end' | 'reset',
): Promise<TestGateway & { breakOff(): void }> {
  let breakOff = () => {};
  const backend = new RawBackend('a', async (connection) => {
    await connection.head();
    connection.write(answer);
    await new Promise<void>((resolve) => (breakOff = resolve));
    connection[how]();
  });
  const gateway = await aGateway({ backends: [backend] });
  return Object.assign(gateway, { breakOff: () => breakOff() });
}

describe('half an answer', () => {
  describe.each(['end', 'reset'] as const)('when the backend sends a %s', (how) => {
    it.each(Object.entries(HALVES))('%s breaks the connection of the client', async (_name, answer) => {
      const gateway = await breakingOff(answer, how);
      const client = await gateway.connect();
      client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
      await client.until('half');
      gateway.breakOff();
      expect(await client.untilClosed()).not.toMatch(/\r\n0\r\n/);
      expect(client.wasReset).toBe(true);
    });

    it.each(Object.entries(HALVES))('%s looks whole to no client of HTTP/1.0', async (_name, answer) => {
      const gateway = await breakingOff(answer, how);
      const client = await gateway.connect();
      client.write('GET / HTTP/1.0\r\nHost: h\r\n\r\n');
      await client.until('half');
      gateway.breakOff();
      await client.untilClosed();
      expect(client.wasReset).toBe(true);
    });
  });

  it('that would have ended with the connection is broken by a reset of it', async () => {
    const gateway = await breakingOff('HTTP/1.1 200 OK\r\n\r\nhalf', 'reset');
    const client = await gateway.connect();
    client.write('GET / HTTP/1.0\r\nHost: h\r\n\r\n');
    await client.until('half');
    gateway.breakOff();
    await client.untilClosed();
    expect(client.wasReset).toBe(true);
  });

  it('is an error to the usual client', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((_request, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    await expect(gateway.fetch('/')).rejects.toThrow('aborted');
  });

  it('harms no other request', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((request, response) => {
      if (request.url !== '/broken') return response.end('a');
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.destroy());
    });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => gateway.fetch(at % 2 === 0 ? '/broken' : '/')),
    );
    expect(results.map(({ status }) => status)).toEqual(Array(10).fill(['rejected', 'fulfilled']).flat());
  });
});
