import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type FieldError, type Source } from '@app/contracts';
import { HttpException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';
import { type RoutedRequest } from './routed-request';
import { UnreadableBody } from './unreadable-body';

const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json[ \t]*(?:;|$)/i;

/**
 * How Express reads bodies: as JSON, whatever value that is, up to 64 KiB; larger ones get 413. That is more than an
 * item takes with every character of its name escaped.
 */
export const JSON_PARSING = {
  limit: '64kb',
  strict: false,
  type: isJson,
};

/** A body is JSON unless it says that it is something else; a form or a plain text may come from a foreign page. */
function isJson(request: IncomingMessage): true {
  const contentType = request.headers['content-type'];
  if (contentType === undefined || JSON_MEDIA_TYPE.test(contentType)) return true;
  throw new UnsupportedMediaTypeException('The body must be application/json');
}

/**
 * Passes a request with a refused body on to its route, so that a bad body is reported together with a bad path
 * or query, and not at all by a route that does not read it. Express recognizes an error handler by its four
 * parameters.
 */
export function keepUnreadableBody(
  error: unknown,
  request: RoutedRequest,
  _response: ServerResponse,
  next: () => void,
): void {
  // The client has left in mid-body, so no response is possible.
  if ((error as { type?: unknown }).type === 'request.aborted') return;
  request.body = new UnreadableBody(error);
  next();
}

/**
 * The fields of the body, or what is wrong with it; no body is one without fields.
 *
 * @throws HttpException 413 for a body that is too large, 415 for one of another type, charset or encoding.
 */
export function jsonBody(request: RoutedRequest): Source | FieldError[] {
  const body: unknown = request.body ?? (request.body === undefined ? {} : null);
  if (body instanceof UnreadableBody) return [failureOf(body.cause)];
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Source;
  return [{ loc: ['body'], msg: 'The body must be an object', type: 'object_type' }];
}

function failureOf(cause: unknown): FieldError {
  if (cause instanceof HttpException) throw cause;
  // Everything else comes from body-parser, which numbers its errors as statuses.
  const { status, message } = cause as Error & { status?: number };
  if (status === 413) throw new PayloadTooLargeException(`The body is larger than ${JSON_PARSING.limit}`);
  if (status === 415) throw new UnsupportedMediaTypeException(message);
  if (status === 400) return { loc: ['body'], msg: `The body is not JSON: ${message}`, type: 'json_invalid' };
  throw cause;
}
