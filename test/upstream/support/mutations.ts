import fc, { type Arbitrary } from 'fast-check';

/** Changes a text at a place that is given as a fraction of its length. */
interface Mutation {
  readonly at: number;
  readonly kind: 'replace' | 'insert' | 'delete' | 'repeat' | 'insert-line';
  readonly text: string;
  readonly length: number;
}

const SPLINTERS = [
  ...'\0\n\r \t:;,="\\0159afgxZ+-\x7f\x80\xff',
  ...'aAzZ.~',
  ...['\r\n', '\r\n\r\n', '\r\r\n', '\n\n', '\r\n ', ' :', '0\r\n\r\n', ';a', ';', ';a="', '0x', 'HTTP/1.1 '],
];
const LINES = [
  'Content-Length: 5',
  'Content-Length: 0',
  'Content-Length: +5',
  'Content-Length: 5, 5',
  'Content-Length:',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: gzip',
  'Transfer-Encoding: gzip, chunked',
  'Transfer-Encoding: chunked, gzip',
  'Transfer-Encoding: ,chunked',
  'Transfer-Encoding:',
  'Connection: close',
  'Connection: upgrade',
  'Upgrade: h2c',
  'Trailer: X',
  'X : 1',
  ' folded',
  ': nameless',
  'nocolon',
  'X: a\x00b',
  'X\xe9: 1',
  'HTTP/1.1 101 Switching Protocols',
];

/** A place in a text, as a fraction of its length. */
const place = fc.nat({ max: 9_999 }).map((n) => n / 10_000);

const mutation: Arbitrary<Mutation> = fc.oneof(
  fc.record({
    at: place,
    kind: fc.constantFrom('replace', 'insert', 'delete', 'repeat'),
    text: fc.constantFrom(...SPLINTERS),
    length: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    at: place,
    kind: fc.constant('insert-line' as const),
    text: fc.constantFrom(...LINES),
    length: fc.constant(0),
  }),
);

/** One or two things that go wrong. */
export const mutations = fc.array(mutation, { minLength: 1, maxLength: 2 });

export function mutated(bytes: string, changes: readonly Mutation[]): string {
  return changes.reduce(apply, bytes);
}

function apply(bytes: string, { at, kind, text, length }: Mutation): string {
  const index = Math.floor(at * bytes.length);
  const [before, behind] = [bytes.slice(0, index), bytes.slice(index)];
  switch (kind) {
    case 'replace':
      return before + text + behind.slice(text.length);
    case 'insert':
      return before + text + behind;
    case 'delete':
      return before + behind.slice(length);
    case 'repeat':
      return before + behind.slice(0, length) + behind;
    case 'insert-line': {
      // At the beginning of a line, where a parser could read it as one.
      const line = bytes.lastIndexOf('\r\n', index);
      const start = line === -1 ? bytes.indexOf('\r\n') + 2 : line + 2;
      return `${bytes.slice(0, start)}${text}\r\n${bytes.slice(start)}`;
    }
  }
}
