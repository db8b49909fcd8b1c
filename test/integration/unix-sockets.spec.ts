import { createServer } from 'node:http';
import { rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type BackendDouble } from '../support/backend.double';
import { aFolder } from '../reload/support/file-gateway';
import { aGateway } from '../support/test-gateway';

/** A backend that listens on a socket of the file system, and answers what it was asked. */
class SocketBackend implements BackendDouble {
  connections = 0;
  private readonly path = join(aFolder(), 'backend.sock');
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => response.end(`${request.method} ${request.headers.host} ${body}`));
  });

  constructor(readonly name: string) {
    this.server.on('connection', () => this.connections++);
  }

  get url(): string {
    return `unix:${this.path}`;
  }

  async start(): Promise<void> {
    this.server.listen(this.path);
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
    rmSync(this.path, { force: true });
  }
}

describe('a backend behind a Unix socket', () => {
  it('serves like any other, over connections that are kept', async () => {
    const backend = new SocketBackend('a');
    const gateway = await aGateway({ backends: [backend] });
    const headers = { host: 'h.example', 'content-length': 4 };
    for (let turn = 0; turn < 3; turn++) {
      const answer = await gateway.fetch('/', { method: 'PUT', headers, body: 'body' });
      expect(answer).toMatchObject({ status: 200, text: 'PUT h.example body' });
    }
    expect(backend.connections).toBe(1);
  });

  it('that is gone leads to another, for any method', async () => {
    const gateway = await aGateway({ backends: [new SocketBackend('a'), 'b'], pool: { balance: 'first' } });
    await gateway.kill('a');
    expect((await gateway.fetch('/', { method: 'POST', body: 'x' })).text).toBe('b');
  });
});
