import { RawBackend } from '../support/raw-backend';
import { aGateway } from '../support/test-gateway';

/** A backend that notes what each read from its connections brings, and answers when it has so many bytes. */
function aReader(bytes: number): { backend: RawBackend; reads: string[] } {
  const reads: string[] = [];
  const backend = new RawBackend('a', async (connection) => {
    connection.socket.on('data', (chunk: Buffer) => reads.push(chunk.toString('latin1')));
    await connection.head();
    await connection.bytes(bytes);
    connection.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
  return { backend, reads };
}

describe('what the gateway sends to a backend', () => {
  it('is the head and a small body in one piece', async () => {
    const { backend, reads } = aReader(4);
    const gateway = await aGateway({ backends: [backend] });
    await gateway.fetch('/', { method: 'POST', body: 'body' });
    expect(reads).toHaveLength(1);
    expect(reads[0]).toMatch(/^POST \/ HTTP\/1.1\r\n[^]*\r\n\r\nbody$/);
  });

  it('is so for a body in chunks, too', async () => {
    const { backend, reads } = aReader('4\r\nbody\r\n0\r\n\r\n'.length);
    const gateway = await aGateway({ backends: [backend] });
    await gateway.fetch('/', { method: 'POST', headers: { 'transfer-encoding': 'chunked' }, body: 'body' });
    expect(reads).toHaveLength(1);
    expect(reads[0]).toMatch(/\r\n\r\n4\r\nbody\r\n0\r\n\r\n$/);
  });

  it('does not wait for a body that has not come', async () => {
    const { backend, reads } = aReader(4);
    const gateway = await aGateway({ backends: [backend] });
    const outgoing = gateway.open('/', { method: 'POST', headers: { 'content-length': 4 } });
    outgoing.flushHeaders();
    while (reads.length === 0) await gateway.catchUp();
    expect(reads[0]).toMatch(/\r\n\r\n$/);
    outgoing.end('body');
    while (reads.length === 1) await gateway.catchUp();
    expect(reads[1]).toBe('body');
  });
});
