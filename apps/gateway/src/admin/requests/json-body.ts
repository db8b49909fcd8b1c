import { type IncomingMessage } from 'node:http';
import { type Source } from '@app/contracts';
import { BadRequestException, PayloadTooLargeException, UnsupportedMediaTypeException } from '@nestjs/common';

const JSON_MEDIA_TYPE = /^application\/json[ \t]*(?:;|$)/i;
/** Much more than any of these bodies needs. */
const MAX_BYTES = 128 * 1024;

/**
 * The fields of a request's body; an empty body has none. The body is read here and not ahead of Nest, so that only
 * operators can have a body read. A page of another origin cannot send JSON without a preflight request, so only JSON
 * is accepted.
 *
 * @throws HttpException 400 for a body that is not a JSON object, 413 for a large one, 415 for any other type.
 */
export async function readJsonBody(request: IncomingMessage): Promise<Source> {
  const { 'content-type': type, 'content-encoding': encoding, 'transfer-encoding': coding } = request.headers;
  if (coding === undefined && Number(request.headers['content-length'] ?? 0) === 0) return {};
  if (type === undefined || !JSON_MEDIA_TYPE.test(type) || (encoding ?? 'identity') !== 'identity') {
    request.resume();
    throw new UnsupportedMediaTypeException('The body must be application/json.');
  }
  return objectIn(await textOf(request));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // The rest of a large body is read and dropped, so that the response arrives.
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes <= MAX_BYTES) chunks.push(chunk);
    }
  } catch {
    throw new BadRequestException('The body ends too early.');
  }
  if (bytes > MAX_BYTES) throw new PayloadTooLargeException(`The body is larger than ${MAX_BYTES} bytes.`);
  return Buffer.concat(chunks).toString();
}

function objectIn(text: string): Source {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BadRequestException('The body is not JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Source;
  throw new BadRequestException('The body must be a JSON object.');
}
