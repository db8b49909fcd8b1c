import { once } from 'node:events';
import {
  Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
} from 'node:http';
import { buffer } from 'node:stream/consumers';

/** The parts of a request; the default method is GET. */
export interface Sending {
  readonly method?: string;
  /** A flat array keeps case, order and repeats; it must then name the host and frame the body itself. */
  readonly headers?: OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Buffer;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: string[];
  readonly rawTrailers: string[];
  readonly body: Buffer;
  readonly text: string;
}

/** A client that sends exactly the path it is given, over connections that it keeps. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly port: number) {}

  /** Sends a request and reads its answer; rejects when that breaks off. */
  async fetch(path: string, sending: Sending = {}): Promise<Answer> {
    const outgoing = this.open(path, sending);
    outgoing.end(sending.body);
    return readAnswer(await responseTo(outgoing));
  }

  /** Begins a request whose body, if any, is still to be written. */
  open(path: string, { method = 'GET', headers, body }: Sending = {}): ClientRequest {
    const given = headers ?? (body === undefined ? {} : { 'content-length': Buffer.byteLength(body) });
    const outgoing = request({
      host: '127.0.0.1',
      port: this.port,
      path,
      method,
      headers: given as OutgoingHttpHeaders,
      agent: this.agent,
    });
    // The promise of the response has this error; if the request is given up, nothing awaits it.
    outgoing.on('error', () => undefined);
    return outgoing;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Resolves with the head of the answer; its body waits to be read. */
export async function responseTo(outgoing: ClientRequest): Promise<IncomingMessage> {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response;
}

/** Reads an answer to its end; rejects when it breaks off. */
export async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const body = await buffer(response);
  return {
    status: response.statusCode!,
    reason: response.statusMessage!,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    rawTrailers: response.rawTrailers,
    body,
    text: body.toString(),
  };
}
