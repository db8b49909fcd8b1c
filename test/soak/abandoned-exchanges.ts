import { RawBackend } from '../support/raw-backend';
import { RawConnection } from '../support/raw-connection';
import { SWITCH } from '../support/web-socket';

const HALF_OF_CHUNKS = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n';
const HALF_OF_LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf';
const UPLOAD = `Content-Length: 1000\r\n\r\n${'x'.repeat(100)}`;
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/** One way not to bring an exchange to its end. */
export interface Abandoning {
  readonly request: string;
  /** The bytes that the backend sends before it falls silent. */
  readonly answer: string;
  /** The event that the client waits for: the backend has the request, the end of its response, or nothing. */
  readonly after: 'request' | 'answer' | 'nothing';
  /** Who ends it, and how. */
  readonly who: 'client' | 'backend';
  readonly how: 'close' | 'reset' | 'end';
}

const get = (answer: string, after: Abandoning['after'], how: Abandoning['how']): Abandoning => ({
  request: 'GET / HTTP/1.1\r\nHost: h\r\nX-Turn: \r\n\r\n',
  answer,
  after,
  who: 'client',
  how,
});

const upload = (how: Abandoning['how']): Abandoning => ({
  ...get('', 'request', how),
  request: `POST / HTTP/1.1\r\nHost: h\r\nX-Turn: \r\n${UPLOAD}`,
});

const tunnel = (who: Abandoning['who'], how: Abandoning['how']): Abandoning => ({
  ...get(SWITCH, 'answer', how),
  request: `GET / HTTP/1.1\r\nHost: h\r\nX-Turn: \r\n${UPGRADE}`,
  who,
});

/** Requests whose client leaves before the end. */
export const ABORTED_REQUESTS: readonly Abandoning[] = [
  get('', 'request', 'close'),
  get('', 'request', 'reset'),
  get('', 'nothing', 'close'),
  get('', 'nothing', 'reset'),
  get(HALF_OF_CHUNKS, 'answer', 'close'),
  get(HALF_OF_CHUNKS, 'answer', 'reset'),
  get(HALF_OF_LENGTH, 'answer', 'close'),
  get(HALF_OF_LENGTH, 'answer', 'reset'),
  upload('close'),
  upload('reset'),
];

/** WebSockets that are opened and cut; the other side does nothing by itself. */
export const CUT_WEBSOCKETS: readonly Abandoning[] = [
  tunnel('client', 'close'),
  tunnel('client', 'reset'),
  tunnel('client', 'end'),
  tunnel('backend', 'close'),
  tunnel('backend', 'reset'),
  tunnel('backend', 'end'),
];

/** So many connections the backend keeps open for no reason, the youngest ones. */
const KEPT = 200;

/** Clients and a backend that leave so many exchanges unfinished, in all these ways in turn, so many at a time. */
export class AbandonedExchanges {
  readonly backend = new RawBackend('a', (connection) => this.serve(connection));
  private readonly running = new Map<number, Running>();
  private readonly kept: RawConnection[] = [];
  private turn = 0;

  async run(port: number, ways: readonly Abandoning[], count: number, atOnce = 100): Promise<void> {
    const last = this.turn + count;
    const work = async (): Promise<void> => {
      while (this.turn < last) await this.abandon(port, ways[this.turn % ways.length], this.turn++);
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }

  private async abandon(port: number, way: Abandoning, turn: number): Promise<void> {
    const running = new Running(way.answer);
    this.running.set(turn, running);
    const client = await RawConnection.to(port);
    client.write(way.request.replace('X-Turn: ', `X-Turn: ${turn}`));
    if (way.after !== 'nothing') await running.arrived;
    if (way.after === 'answer') await client.until(way.answer.slice(-4));
    if (way.who === 'client') client[way.how]();
    else (await running.arrived)[way.how]();
    await client.untilEnded();
    client.close();
    this.running.delete(turn);
  }

  private async serve(connection: RawConnection): Promise<void> {
    const head = await connection.head();
    const running = this.running.get(Number(/X-Turn: ([0-9]+)/.exec(head)![1]));
    connection.write(running?.answer ?? '');
    running?.arrive(connection);
    // A FIN of the gateway's is none of its business.
    this.kept.push(connection);
    if (this.kept.length > KEPT) this.kept.shift()!.close();
  }
}

/** One exchange between its beginning and what comes instead of its end. */
class Running {
  arrive = (_: RawConnection): void => undefined;
  readonly arrived = new Promise<RawConnection>((resolve) => (this.arrive = resolve));

  constructor(readonly answer: string) {}
}
