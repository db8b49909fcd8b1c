import { type IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { readBody } from './read-body';

function aRequest(headers: Record<string, string> = {}): PassThrough & IncomingMessage {
  return Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage;
}

const refusal = (status: number): unknown =>
  expect.objectContaining({ refusal: expect.objectContaining({ status }) });

describe('the reading of a body', () => {
  it('joins its parts', async () => {
    const request = aRequest();
    const body = readBody(request, 4, 60_000);
    request.write('ab');
    request.end('cd');
    expect((await body).toString()).toBe('abcd');
  });

  it('ends with 413 as soon as the body is too large', async () => {
    await expect(readBody(aRequest({ 'content-length': '5' }), 4, 60_000)).rejects.toEqual(refusal(413));
    const request = aRequest();
    request.write('abcde');
    await expect(readBody(request, 4, 60_000)).rejects.toEqual(refusal(413));
  });

  it('ends with 408 if the body does not come', async () => {
    const request = aRequest();
    request.write('a');
    await expect(readBody(request, 4, 5)).rejects.toEqual(refusal(408));
  });

  it('ends with 400 if the body breaks off', async () => {
    const request = aRequest();
    const body = readBody(request, 4, 60_000);
    request.destroy();
    await expect(body).rejects.toEqual(refusal(400));
  });

  it('ends with 500 if the body was read before', async () => {
    const request = aRequest();
    request.end('a');
    for await (const _ of request);
    await expect(readBody(request, 4, 60_000)).rejects.toEqual(refusal(500));
  });
});
