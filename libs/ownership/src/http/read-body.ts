import { type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Refusal, RefusalError } from './answer';

/**
 * The whole body, at most `limit` bytes of it, if it arrives within `time` milliseconds. After a refusal, the rest of the body is
 * read and discarded, so that the client can read the response.
 *
 * @throws RefusalError 413 for a larger body, 408 for a slow one, 400 for one that breaks off, 500 if the body has been read
 * already.
 */
export function readBody(request: IncomingMessage, limit: number, time: number): Promise<Buffer> {
  const patience = new AbortController();
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise<Buffer>((resolve, reject) => {
    const fail = (status: number, code: string, detail: string) => {
      chunks.length = 0;
      reject(new RefusalError({ status, code, detail } satisfies Refusal));
    };
    const tooLarge = () => fail(413, 'body_too_large', `The body has more than ${limit} bytes`);
    // Otherwise the end of the body would be awaited forever.
    if (request.readableEnded || request.readableDidRead)
      return fail(500, 'body_already_read', 'The guard must come before everything that reads bodies');
    if (Number(request.headers['content-length'] ?? 0) > limit) tooLarge();
    wait(time, undefined, { ref: false, signal: patience.signal }).then(
      () => fail(408, 'request_timeout', `The body has not arrived within ${time} ms`),
      () => undefined,
    );
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limit) tooLarge();
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('close', () => fail(400, 'bad_request', 'The body has broken off'));
    request.on('error', () => undefined);
  }).finally(() => patience.abort());
}
