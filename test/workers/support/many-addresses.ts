import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** An answer takes a moment, so that backends leave with something in flight. */
const ANSWER_MS = 5;

/** Any number of backends in one listener: each has an address of its own (127.0.0.0/8), and answers its id (Linux). */
export class ManyAddresses {
  private readonly server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const id = idOf(request.socket.localAddress!);
    if (request.url === '/health') return void response.end();
    void sleep(ANSWER_MS).then(() => response.end(id));
  });

  async start(): Promise<void> {
    this.server.listen(0, '0.0.0.0');
    await once(this.server, 'listening');
  }

  /** So many of them as a list, from this one on. */
  listed(from: number, count: number): { id: string; url: string }[] {
    const { port } = this.server.address() as AddressInfo;
    return Array.from({ length: count }, (_, at) => {
      const address = `127.1.${(from + at) >> 8}.${(from + at) & 0xff}`;
      return { id: idOf(address), url: `http://${address}:${port}` };
    });
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }
}

function idOf(address: string): string {
  const [, , high, low] = address.split('.').map(Number);
  return `b${high * 256 + low}`;
}
