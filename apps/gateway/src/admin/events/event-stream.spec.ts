import { type ServerResponse } from 'node:http';
import { EventStream } from './event-stream';

/** A response without a reader. */
class Unread {
  writableLength = 0;
  destroyed = false;
  writeHead(): void {}
  write(text: string): void {
    this.writableLength += text.length;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

describe('EventStream', () => {
  it('cuts off a reader that takes nothing, and keeps no more for it than it may', () => {
    const response = new Unread();
    const stream = new EventStream(response as unknown as ServerResponse);
    const event = { kind: 'backend.state', at: '2030-01-01T00:00:00Z', message: 'x'.repeat(10_000) } as const;
    for (let count = 0; count < 1_000 && !response.destroyed; count++) stream.send({ id: `${count}`, event });
    expect(response.destroyed).toBe(true);
    expect(response.writableLength).toBeLessThan(300_000);
  });
});
