import { randomUUID } from 'node:crypto';
import { type ServerResponse, STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import {
  BadRequestError,
  HeadersTooLargeError,
  HttpVersionNotSupportedError,
  NotImplementedError,
  RequestTimeoutError,
} from '../errors/client.errors';
import { type ProxyError } from '../errors/proxy.error';
import { type Clock } from '../../platform/clock';
import { lingeringClose } from '../http/connection-close';
import { problemText } from '../exchange/problem-responder';
import { responseInFlight, type PipelineQueue } from './pipeline-queue';

/** Answers bytes that `node:http` could not parse, or that took too long, and closes the connection. */
export class ClientErrorResponse {
  /** Node tells of every further piece that such a client sends. */
  private readonly refused = new WeakSet<Socket>();
  /** How many were refused, by code. */
  readonly counts = new Map<string, number>();

  constructor(
    private readonly turns: PipelineQueue,
    private readonly clock: Clock,
  ) {}

  answer(error: NodeJS.ErrnoException, socket: Socket): void {
    // The client has disconnected, or it has sent nothing: browsers open connections ahead of need.
    if (error.code === 'ECONNRESET' || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    // Behind the last answer of a connection nothing counts any more (RFC 9112 §9.6).
    if (!socket.writable || error.code === 'HPE_CLOSED_CONNECTION' || this.refused.has(socket)) return;
    this.refused.add(socket);
    const problem = problemOf(error);
    const present = responseInFlight(socket);
    if (present === undefined) this.refuse(socket, problem);
    else if (present.req.complete) this.turns.waitToRefuse(socket, () => this.refuse(socket, problem));
    else if (present.headersSent) socket.destroy();
    // If a reader of the body exists, it ends the exchange as well.
    else if (!present.req.emit('malformed', problem)) this.refuse(socket, problem);
  }

  /** Refuses a request by HTTP/2 for the size of its head; the other requests of its connection continue. */
  refuseHead(response: ServerResponse): void {
    const problem = headTooLarge();
    const body = this.note(problem);
    response.writeHead(problem.status, [
      ...['Content-Type', 'application/problem+json'],
      ...['Content-Length', String(Buffer.byteLength(body))],
    ]);
    response.end(body);
  }

  private refuse(socket: Socket, problem: ProxyError): void {
    const body = this.note(problem);
    socket.write(
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
        'Content-Type: application/problem+json\r\n' +
        `Content-Length: ${Buffer.byteLength(body)}\r\n` +
        `Connection: close\r\n\r\n${body}`,
    );
    lingeringClose(socket, this.clock);
  }

  /** Counts it; answers what the client is to read. */
  private note(problem: ProxyError): string {
    this.counts.set(problem.code, (this.counts.get(problem.code) ?? 0) + 1);
    return problemText(problem, randomUUID());
  }
}

/** Node's error for bytes that it could not parse. */
type ParseError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number };

/** A request line, or the beginning of one, as far as it is there. */
const REQUEST_LINE =
  /^[!#$%&'*+.^_`|~\w-]+(?: (?:[!-~]+(?: (?:H(?:T(?:T(?:P(?:\/(?:1(?:\.(?:[01]\r?)?)?)?)?)?)?)?)?)?)?)?$/;

/**
 * Returns true if the unknown method is the only fault of a request line, which may have begun before this
 * packet.
 */
function isOfUnknownMethod({ code, rawPacket, bytesParsed = 0 }: ParseError): boolean {
  if (code !== 'HPE_INVALID_METHOD' || rawPacket === undefined) return false;
  const start = rawPacket.lastIndexOf('\n', Math.max(0, bytesParsed - 1)) + 1;
  const end = rawPacket.indexOf('\n', start);
  return REQUEST_LINE.test(rawPacket.toString('latin1', start, end === -1 ? rawPacket.length : end));
}

function problemOf(error: ParseError): ProxyError {
  if (isOfUnknownMethod(error)) return new NotImplementedError();
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeoutError('The headers of the request did not arrive in time.', 'request_timeout');
    case 'HPE_HEADER_OVERFLOW':
      return headTooLarge();
    case 'HPE_INVALID_VERSION':
      return endsWithoutCrLf(error) ? invalid() : new HttpVersionNotSupportedError();
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new BadRequestError('The chunk extensions of the request are too large.');
    default:
      return invalid();
  }
}

/**
 * True if the version is fine, and only the end of its line is not: Node reports both alike. The parser stops at the byte
 * after the version, or one byte later.
 */
function endsWithoutCrLf({ rawPacket, bytesParsed = 0 }: ParseError): boolean {
  const parsed = rawPacket?.toString('latin1', 0, bytesParsed + 1) ?? '';
  return / HTTP\/1\.[01]\s[^]?$/.test(parsed);
}

function invalid(): ProxyError {
  return new BadRequestError('The request is not valid HTTP.');
}

function headTooLarge(): ProxyError {
  return new HeadersTooLargeError('The headers of the request are too large.');
}
