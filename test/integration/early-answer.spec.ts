import { readAnswer, responseTo } from '../support/http-client';
import { RawBackend } from '../support/raw-backend';
import { aGateway } from '../support/test-gateway';

const MIB = 1024 * 1024;
const REFUSAL = 'HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno';

describe('an answer that comes before the end of the upload', () => {
  it('reaches the client at once, and ends its connection', async () => {
    const backend = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(REFUSAL);
    });
    const gateway = await aGateway({ backends: [backend] });
    const client = await gateway.connect();
    client.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nsome');
    expect(await client.untilEnded()).toMatch(/^HTTP\/1.1 413 [^]*Connection: close\r\n\r\nno$/);
  });

  it('reaches a client that goes on uploading', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { limits: { bodyBytes: '1GiB' } } });
    gateway.backend('a').answer((_request, response) => response.writeHead(413).end('no'));
    const uploading = gateway.open('/', { method: 'POST' });
    uploading.write(Buffer.alloc(32 * MIB));
    const answer = await readAnswer(await responseTo(uploading));
    expect(answer).toMatchObject({ status: 413, text: 'no' });
    expect(answer.headers.connection).toBe('close');
  });

  it('ends the connection to the backend, so that the rest is not taken for another request', async () => {
    const received: string[] = [];
    const backend = new RawBackend('a', async (connection) => {
      await connection.head();
      connection.write(REFUSAL);
      received.push(await connection.untilEnded());
      connection.close();
    });
    const gateway = await aGateway({ backends: [backend] });
    const client = await gateway.connect();
    client.write('POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n');
    await client.untilEnded();
    client.write('GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n');
    expect((await gateway.fetch('/2')).status).toBe(413);
    expect(backend.accepted).toBe(2);
    expect(received[0]).toBe('');
  });

  it('may begin while the backend still reads: both directions run at once', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').answer((request, response) => {
      response.writeHead(200);
      request.pipe(response);
    });
    const uploading = gateway.open('/', { method: 'POST' });
    uploading.write('one');
    const response = await responseTo(uploading);
    const pieces = response[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
    expect(String((await pieces.next()).value)).toBe('one');
    uploading.write('two');
    expect(String((await pieces.next()).value)).toBe('two');
    uploading.end();
    expect(await pieces.next()).toMatchObject({ done: true });
  });

  it('of the gateway itself reaches a client that goes on uploading, too', async () => {
    const gateway = await aGateway({ backends: ['a'], listen: { limits: { bodyBytes: '1MiB' } } });
    const uploading = gateway.open('/', { method: 'POST' });
    uploading.write(Buffer.alloc(32 * MIB));
    const answer = await readAnswer(await responseTo(uploading));
    expect(JSON.parse(answer.text)).toMatchObject({ status: 413, code: 'body_too_large' });
  });
});
