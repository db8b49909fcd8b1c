import { type RawBackend } from '../../support/raw-backend';
import { type RawConnection } from '../../support/raw-connection';
import { type RecordingListener } from './recording-listener';
import { SocketClient } from './socket-client';
import { type Sample } from './samples';
import { started } from './started';

/** A backend that does to one request what a test says, and answers every other one with what it asked for. */
export class FaultyBackend {
  readonly client: SocketClient;
  private fault: (connection: RawConnection) => void = () => undefined;
  private requests = 0;

  private constructor(backend: RawBackend) {
    this.client = new SocketClient(backend.url);
  }

  static async started(): Promise<FaultyBackend> {
    const backend = await started((connection) => faulty.serve(connection));
    const faulty = new FaultyBackend(backend);
    return faulty;
  }

  /** Makes a request that meets the fault, and resolves with what came of it. */
  async meet(fault: (connection: RawConnection) => void, method = 'GET'): Promise<RecordingListener> {
    this.fault = fault;
    const bytes = `${method} /fault HTTP/1.1\r\nHost: backend\r\n\r\n`;
    return this.client.get({ method, bytes });
  }

  /** Makes a request of its own, and fails unless it gets its own answer. */
  async expectOwnAnswer(): Promise<void> {
    const own = `own-${++this.requests}`;
    const asking = { bytes: `GET /${own} HTTP/1.1\r\nHost: backend\r\n\r\n` };
    let listener = await this.client.get(asking);
    // The keep-alive race, which the forwarder repeats.
    const isRace = listener.error?.phase === 'send' && listener.connection!.reused;
    if (isRace) listener = await this.client.request(asking, true).untilEnded();
    expect(listener).toMatchObject({ body: own, ends: 1, error: undefined });
  }

  private async serve(connection: RawConnection): Promise<void> {
    while (await connection.hasMore()) {
      const [, path] = (await connection.head()).split(' ');
      const own = path.slice(1);
      if (own === 'fault') this.fault(connection);
      else connection.write(`HTTP/1.1 200 OK\r\nContent-Length: ${own.length}\r\n\r\n${own}`);
    }
    connection.end();
  }
}

/** Fails unless a listener received only the events of the sample, in order, and one end. */
export function expectPartOf(sample: Sample, told: RecordingListener): void {
  const informations = sample.informations.map((status) => `information ${status}`);
  const whole = ['connection', ...informations, `head ${sample.status}`, ...(sample.body && ['body'])];
  expect(told.ends).toBe(1);
  expect(whole.join()).toContain(told.calls.slice(0, -1).join());
  expect(sample.body.startsWith(told.body)).toBe(true);
}
