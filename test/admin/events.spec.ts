import { type GatewayEvent } from '@app/contracts';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { closedAfterTest } from '../support/closing';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { ask } from './support/operator';

/** A reader of the stream, to the kinds and ids of whose events a test looks forward. */
class Reader {
  private text = '';

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (piece: string) => (this.text += piece));
  }

  get events(): { id: string; kind: string; data: GatewayEvent }[] {
    return [...this.text.matchAll(/^id: (.*)\nevent: (.*)\ndata: (.*)\n\n/gm)].map(([, id, kind, data]) => ({
      id,
      kind,
      data: JSON.parse(data) as GatewayEvent,
    }));
  }

  async until(count: number): Promise<string[]> {
    while (this.events.length < count) await once(this.response, 'data');
    return this.events.map(({ kind }) => kind);
  }

  close(): void {
    this.response.destroy();
  }
}

async function aReader(gateway: TestGateway, path = '/api/events', headers = {}): Promise<Reader> {
  const outgoing = request({ port: gateway.adminPort, host: '127.0.0.1', path, headers });
  outgoing.on('error', () => undefined);
  outgoing.end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.on('error', () => undefined);
  return closedAfterTest(new Reader(response));
}

const A = '/api/pools/main/backends/a';

describe('GET /api/events', () => {
  it('tells what happens, as it happens', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const reader = await aReader(gateway);
    expect(reader.response.headers['content-type']).toBe('text/event-stream');
    await ask(gateway, 'PATCH', A, { state: 'draining', reason: 'new version' });
    await ask(gateway, 'PATCH', A, { weight: 2 });
    await ask(gateway, 'POST', '/api/pools/main/backends', { id: 'c', url: 'http://127.0.0.1:1' });
    await ask(gateway, 'DELETE', '/api/pools/main/backends/c');
    await ask(gateway, 'POST', '/api/reload');
    expect(await reader.until(5)).toEqual([
      'backend.state',
      'backend.weight',
      'backend.added',
      'backend.removed',
      'config.rejected',
    ]);
    expect(reader.events[0].data).toEqual({
      kind: 'backend.state',
      at: expect.stringMatching(/^\d{4}-/),
      message: 'main/a is draining: new version',
      pool: 'main',
      backend: 'a',
      from: 'unknown',
      to: 'draining',
    });
  });

  it('begins with what has happened lately, as much of it as is asked for', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    for (const weight of [2, 3, 4]) await ask(gateway, 'PATCH', A, { weight });
    expect(await (await aReader(gateway)).until(3)).toHaveLength(3);
    const reader = await aReader(gateway, '/api/events?recent=1');
    await ask(gateway, 'PATCH', A, { state: 'draining' });
    expect(await reader.until(2)).toEqual(['backend.weight', 'backend.state']);
  });

  it('goes on behind the event that a reader had last', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    for (const weight of [2, 3, 4]) await ask(gateway, 'PATCH', A, { weight });
    const first = await aReader(gateway);
    await first.until(3);
    const second = await aReader(gateway, '/api/events', { 'last-event-id': first.events[1].id });
    await ask(gateway, 'PATCH', A, { state: 'draining' });
    expect(await second.until(2)).toEqual(['backend.weight', 'backend.state']);
  });

  it('sends all it remembers to a reader that comes from another run of the gateway', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    for (const weight of [2, 3]) await ask(gateway, 'PATCH', A, { weight });
    const reader = await aReader(gateway, '/api/events', { 'last-event-id': 'abc-7' });
    expect(await reader.until(2)).toHaveLength(2);
  });

  it('tells of a sticky session that a request has moved', async () => {
    const affinity = {
      items: { key: [{ path: '/items/:id' }, { query: 'item_id' }], onOwnerUnavailable: 'reassign' },
    };
    const routes = [{ path: '/', pool: 'main', affinity: ['items'] }];
    const gateway = await aGateway({ backends: ['a', 'b'], affinity, routes });
    await gateway.fetch('/items/?item_id=1', { method: 'POST' });
    await ask(gateway, 'PATCH', A, { state: 'disabled' });
    await gateway.fetch('/items/1');
    const reader = await aReader(gateway);
    expect(await reader.until(2)).toEqual(['backend.state', 'session.moved']);
    expect(reader.events[1].data.message).toContain('items moved to b');
  });

  it('takes no more readers than it may', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    for (let count = 0; count < 100; count++) await aReader(gateway);
    const answer = await gateway.admin('/api/events');
    expect([answer.status, answer.headers['content-type']]).toEqual([503, 'application/problem+json']);
  });

  it('ends when the gateway does', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const reader = await aReader(gateway);
    const closed = new Promise((resolve) => reader.response.once('close', resolve));
    await gateway.close();
    await closed;
  });
});
