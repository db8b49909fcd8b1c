import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';
import { type Duplex } from 'node:stream';
import { BadRequestError, HeadersTooLargeError, RequestTimeoutError } from '../errors/client.errors';
import { type ProxyError } from '../errors/proxy.error';
import { problemText } from '../proxy/problem.responder';

/** Answers bytes that `node:http` could not parse, or that took too long, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Nobody is there to be told, or an answer is already on its way to them.
  if (
    !socket.writable ||
    error.code === 'ECONNRESET' ||
    (socket as Socket & HttpSocket)._httpMessage?.headersSent
  ) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error.code);
  const body = problemText(problem, randomUUID());
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n` +
      'Content-Type: application/problem+json\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}

/** The response that Node is writing on a socket. */
interface HttpSocket {
  readonly _httpMessage?: { readonly headersSent: boolean } | null;
}

function problemOf(code: string | undefined): ProxyError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeoutError('The headers of the request did not arrive in time.', 'request_timeout');
    case 'HPE_HEADER_OVERFLOW':
      return new HeadersTooLargeError('The headers of the request are too large.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new BadRequestError('The chunk extensions of the request are too large.');
    default:
      return new BadRequestError('The request is not valid HTTP.');
  }
}
