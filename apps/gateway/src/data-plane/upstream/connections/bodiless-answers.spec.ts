import { parseResponseHead } from './response-head-parser';

const keepsAlive = (status: number, method: string, field: string): boolean =>
  parseResponseHead(`HTTP/1.1 ${status} X\r\n${field}`, method).keepAlive;

const BODILESS = [
  ...[204, 304].flatMap((status) => ['GET', 'POST', 'HEAD'].map((method) => [status, method] as const)),
  ...[200, 206, 301, 404, 500].map((status) => [status, 'HEAD'] as const),
];

describe('an answer that has no body', () => {
  it.each(BODILESS)('ends the connection when its head frames one: %d to %s', (status, method) => {
    expect(keepsAlive(status, method, 'Transfer-Encoding: chunked\r\n')).toBe(false);
    // The answer to HEAD has the length of that to GET.
    expect(keepsAlive(status, method, 'Content-Length: 5\r\n')).toBe(method === 'HEAD');
  });

  it.each(BODILESS)('keeps the connection otherwise: %d to %s', (status, method) => {
    expect(keepsAlive(status, method, '')).toBe(true);
    expect(keepsAlive(status, method, 'Content-Length: 0\r\n')).toBe(true);
  });
});
