/** An exchange as a backend may speak it, and what it means. */
export interface Sample {
  readonly name: string;
  readonly method: string;
  readonly bytes: string;
  readonly informations: readonly number[];
  readonly status: number;
  readonly body: string;
  readonly trailers: readonly string[] | undefined;
  /** True if only the closing of the connection ends it. */
  readonly endsByClosing: boolean;
}

function sample(name: string, bytes: string, meaning: Partial<Sample> = {}): Sample {
  const usual = { method: 'GET', informations: [], status: 200, body: 'hello world', trailers: undefined };
  return { name, bytes, endsByClosing: false, ...usual, ...meaning };
}

/** One of each kind of answer there is. */
export const SAMPLES: readonly Sample[] = [
  sample('a length', 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX: 1\r\n\r\nhello world'),
  sample(
    'chunks with extensions and trailers',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' +
      '5;a="b"\r\nhello\r\n6\r\n world\r\n0;c\r\nX: 1\r\nY: 2\r\n\r\n',
    { trailers: ['X', '1', 'Y', '2'] },
  ),
  sample('closing', 'HTTP/1.1 200 OK\r\nX: 1\r\n\r\nhello world', { endsByClosing: true }),
  sample(
    'interim answers first',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' +
      'HTTP/1.1 201 Created\r\nContent-Length: 11\r\n\r\nhello world',
    { informations: [100, 103], status: 201 },
  ),
  sample('an empty body', 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n', { status: 404, body: '' }),
  sample('no content', 'HTTP/1.1 204 No Content\r\n\r\n', { status: 204, body: '' }),
  sample('not modified', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 11\r\n\r\n', {
    status: 304,
    body: '',
  }),
  sample('HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n', { method: 'HEAD', body: '' }),
];

/** All ways to cut the text into two pieces, neither of them empty. */
export function cuts(text: string): [string, string][] {
  return Array.from({ length: text.length - 1 }, (_, at) => [text.slice(0, at + 1), text.slice(at + 1)]);
}
