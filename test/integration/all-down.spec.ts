import { aGateway } from '../support/test-gateway';

describe('all backends down', () => {
  it('is answered with 503 and a problem document', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.kill('a');
    await gateway.kill('b');
    const answer = await gateway.fetch('/ping');
    expect(answer.status).toBe(503);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '1',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(answer.text)).toEqual({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      detail: 'No backend is available.',
      code: 'no_backend_available',
      request_id: answer.headers['x-request-id'],
    });
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'is answered with 503 to %s with a body, too',
    async (method) => {
      const gateway = await aGateway({ backends: ['a'] });
      await gateway.kill('a');
      const answer = await gateway.fetch('/', { method, body: 'x'.repeat(1000) });
      expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: 'no_backend_available' });
    },
  );

  it('is answered without a body to HEAD', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.kill('a');
    const answer = await gateway.fetch('/', { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 503, text: '' });
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(100);
  });

  it('tells the client nothing of where the backends are', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const port = new URL(gateway.backend('a').url).port;
    await gateway.kill('a');
    const answer = await gateway.raw('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(answer).not.toMatch(new RegExp(`${port}|127\\.0\\.0\\.1|ECONNREFUSED|at .*\\.ts`));
  });

  it('is over with the first request after one of them is back', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.kill('a');
    await gateway.kill('b');
    expect((await gateway.fetch('/')).status).toBe(503);
    await gateway.restart('b');
    expect(await gateway.sequence(3)).toEqual(['b', 'b', 'b']);
  });

  it('leaves the client’s connection fit for its next request', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    await gateway.kill('a');
    const connection = await gateway.connect();
    connection.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    const [, length] = /Content-Length: (\d+)/.exec(await connection.head())!;
    await connection.bytes(Number(length));
    await gateway.restart('a');
    connection.write('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(await connection.untilEnded()).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\na$/);
  });
});
