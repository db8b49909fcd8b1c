import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Item, type ItemPage, type Ping, type ValidationProblem } from '@app/contracts';

/** The parts of a request: `json` is sent as JSON, `body` as it is. */
export interface Sending {
  readonly json?: unknown;
  readonly body?: string | Buffer;
  readonly headers?: OutgoingHttpHeaders;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The parsed text, whatever was answered; empty when it is not JSON. */
  readonly json: Partial<Item & ItemPage & Ping & ValidationProblem>;
}

/** Sends exactly the path it is given, unlike fetch, which would tidy it. */
export class Client {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: string) {}

  async send(method: string, path: string, sending: Sending = {}): Promise<Answer> {
    const { hostname, port } = new URL(this.url);
    const headers: OutgoingHttpHeaders = { ...sending.headers };
    const body = 'json' in sending ? JSON.stringify(sending.json) : sending.body;
    if ('json' in sending) headers['content-type'] ??= 'application/json';
    if (body !== undefined) headers['content-length'] ??= Buffer.byteLength(body);

    return new Promise((resolve, reject) => {
      const outgoing = request({ hostname, port, method, path, headers, agent: this.agent });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        text(response).then((received) => {
          const isJson = response.headers['content-type']?.includes('json') && received !== '';
          const json = (isJson ? JSON.parse(received) : {}) as Answer['json'];
          resolve({ status: response.statusCode!, headers: response.headers, text: received, json });
        }, reject);
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
