import { type ServerResponse, STATUS_CODES } from 'node:http';

/** The header field with the epoch of a request, and with the newest one in a refusal. */
export const EPOCH_HEADER = 'x-owner-epoch';

/** A response that the guard or an endpoint sends. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: string;
}

/** A refusal as a problem document (RFC 9457). `newest` is the newest epoch of the key. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly newest?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A refusal that ends the work on a message. */
export class RefusalError extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.detail);
  }
}

/** @throws RefusalError, always. */
export function refuse(status: number, code: string, detail: string, newest?: number): never {
  throw new RefusalError({ status, code, detail, newest });
}

/** The answer that reports a refusal. */
export function problem({ status, code, detail, newest, headers }: Refusal): Answer {
  const title = STATUS_CODES[status] ?? 'Unknown Status';
  const epoch: Record<string, string> = newest === undefined ? {} : { 'X-Owner-Epoch': String(newest) };
  return answer(
    status,
    'application/problem+json',
    { ...epoch, ...headers },
    {
      ...{ type: 'about:blank', title, status, detail, code },
    },
  );
}

/** An answer of 200 with a JSON body. */
export function success(body: object): Answer {
  return answer(200, 'application/json', {}, body);
}

/** Sends the answer. A client that has left gets nothing. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}

/** The answer as the text of an HTTP/1.1 response, after which the connection is closed. */
export function rawText({ status, headers, body }: Answer): string {
  const fields = Object.entries({ ...headers, Connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${fields.join('\r\n')}\r\n\r\n${body}`;
}

function answer(status: number, type: string, headers: Record<string, string>, json: object): Answer {
  const body = JSON.stringify(json);
  return {
    status,
    headers: { ...headers, 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) },
    body,
  };
}
