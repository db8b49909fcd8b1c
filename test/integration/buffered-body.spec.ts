import { StrictBackend } from '../support/strict-backend';
import { aGateway, type TestGateway } from '../support/test-gateway';

async function buffering(): Promise<{ gateway: TestGateway; backend: StrictBackend }> {
  const backend = new StrictBackend('a');
  const routes = [{ path: '/', pool: 'main', bufferBody: true }];
  return { backend, gateway: await aGateway({ backends: [backend], routes }) };
}

const head = (fields: string): string =>
  `POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${fields}\r\n\r\n`;

describe('a body that is read ahead', () => {
  it('is waited for before a backend is asked', async () => {
    const { gateway, backend } = await buffering();
    const connection = await gateway.connect();
    connection.write(`${head('Content-Length: 5')}hell`);
    await gateway.catchUp();
    expect(gateway.state('a').inFlight).toBe(0);
    expect(backend.requests).toEqual([]);
    connection.write('o');
    expect(await connection.untilEnded()).toMatch(/^HTTP\/1\.1 200/);
    expect(backend.requests).toMatchObject([{ body: 'hello' }]);
  });

  it('is asked for where the client waits to be asked', async () => {
    const { gateway, backend } = await buffering();
    const connection = await gateway.connect();
    connection.write(head('Content-Length: 5\r\nExpect: 100-continue'));
    expect(await connection.head()).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    connection.write('hello');
    expect(await connection.untilEnded()).toMatch(/^HTTP\/1\.1 200/);
    expect(backend.requests).toMatchObject([{ body: 'hello' }]);
  });

  it('goes on as it comes beyond its first 64 KiB', async () => {
    const { gateway, backend } = await buffering();
    const connection = await gateway.connect();
    connection.write(`${head('Content-Length: 100001')}${'a'.repeat(100_000)}`);
    while (gateway.state('a').inFlight === 0) await gateway.catchUp();
    connection.write('b');
    expect(await connection.untilEnded()).toMatch(/^HTTP\/1\.1 200/);
    expect(backend.requests[0].body).toBe(`${'a'.repeat(100_000)}b`);
  });

  it('is the same to the last byte, however small its pieces are', async () => {
    const { gateway, backend } = await buffering();
    const text = Array.from({ length: 1_000 }, (_, at) => String.fromCharCode(97 + (at % 26))).join('');
    const chunks = [...text].map((letter) => `1\r\n${letter}\r\n`).join('');
    await gateway.raw(`${head('Transfer-Encoding: chunked')}${chunks}0\r\n\r\n`);
    expect(backend.requests[0].body).toBe(text);
  });
});
