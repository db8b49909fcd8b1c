import fc, { type Arbitrary } from 'fast-check';

/** An answer as RFC 9112 writes it. */
export interface WellFormed {
  readonly method: string;
  readonly bytes: string;
}

const TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const TEXT = `${ranged(0x21, 0x7e)}${ranged(0x80, 0xff)}`;

function ranged(from: number, to: number): string {
  return String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, at) => from + at));
}

function textOf(
  characters: string,
  constraints: { minLength?: number; maxLength: number },
): Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), ...constraints });
}

/** Words with blanks between them, and none around. */
const words = fc
  .array(textOf(TEXT, { minLength: 1, maxLength: 6 }), { maxLength: 4 })
  .map((some) => some.join(' '));
const blanks = textOf(' \t', { maxLength: 2 });
const octets = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

/** No field of the connection, and none that frames the body. */
const name = textOf(TOKEN, { minLength: 1, maxLength: 12 }).filter(
  (text) => !/^(?:connection|content-length|transfer-encoding|te|upgrade|trailer|keep-alive)$/i.test(text),
);
const field = fc.tuple(name, blanks, words, blanks).map((parts) => {
  const [fieldName, before, value, behind] = parts;
  return `${fieldName}:${before}${value}${behind}\r\n`;
});
const fields = fc.array(fc.oneof(field, fc.constantFrom('Set-Cookie: a=1\r\n', 'X-Hop: 1\r\n')), {
  maxLength: 5,
});
const connection = fc.constantFrom(
  '',
  'Connection: close\r\n',
  'Connection: keep-alive\r\nKeep-Alive: timeout=5\r\n',
  'Connection: X-Hop, close\r\n',
);

const quoted = textOf(`${TEXT.replace(/["\\]/g, '')} \t`, { maxLength: 4 }).map((text) => `"${text}"`);
const token = textOf(TOKEN, { minLength: 1, maxLength: 4 });
const extension = fc.oneof(
  token.map((key) => `;${key}`),
  fc.tuple(token, fc.oneof(token, quoted)).map(([key, value]) => `;${key}=${value}`),
);
const extensions = fc.array(extension, { maxLength: 2 }).map((some) => some.join(''));
const chunk = fc
  .tuple(
    octets.filter((data) => data !== ''),
    fc.nat({ max: 3 }),
    fc.boolean(),
    extensions,
  )
  .map(([data, zeros, isUpper, behind]) => {
    const digits = data.length.toString(16);
    return `${'0'.repeat(zeros)}${isUpper ? digits.toUpperCase() : digits}${behind}\r\n${data}\r\n`;
  });
const chunks = fc
  .tuple(fc.array(chunk, { maxLength: 4 }), extensions, fc.array(field, { maxLength: 3 }))
  .map(([some, behind, trailers]) => `${some.join('')}0${behind}\r\n${trailers.join('')}\r\n`);

/** The field that frames a body, and the body. */
const framed: Arbitrary<{ field: string; body: string; is11: boolean }> = fc.oneof(
  fc.record({ body: octets, is11: fc.boolean(), zeros: fc.nat({ max: 2 }) }).map(({ body, is11, zeros }) => {
    return { field: `Content-Length: ${'0'.repeat(zeros)}${body.length}\r\n`, body, is11 };
  }),
  fc.record({ body: chunks, value: fc.constantFrom('chunked', 'Chunked') }).map(({ body, value }) => {
    return { field: `Transfer-Encoding: ${value}\r\n`, body, is11: true };
  }),
  fc.record({ body: octets, is11: fc.boolean() }).map((rest) => ({ field: '', ...rest })),
);

const interim = fc.tuple(fc.constantFrom(100, 102, 103), fields).map(([status, some]) => {
  return `HTTP/1.1 ${status} Interim\r\n${some.join('')}\r\n`;
});
const status = fc.oneof(fc.constantFrom(200, 204, 205, 206, 304), fc.integer({ min: 200, max: 599 }));

/** Answers of every kind, with every freedom that the grammar leaves. */
export const wellFormed: Arbitrary<WellFormed> = fc
  .record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE'),
    interims: fc.array(interim, { maxLength: 3 }),
    status,
    reason: words,
    before: fields,
    behind: fields,
    connection,
    framed,
  })
  .map((answer) => {
    const {
      method,
      interims,
      framed: { field: framing, body, is11 },
    } = answer;
    const hasBody = method !== 'HEAD' && answer.status !== 204 && answer.status !== 304;
    const line = `HTTP/1.${is11 ? 1 : 0} ${answer.status} ${answer.reason}\r\n`;
    const head = [line, ...answer.before, framing, answer.connection, ...answer.behind, '\r\n'].join('');
    return { method, bytes: `${interims.join('')}${head}${hasBody ? body : ''}` };
  });

/** Places to cut, as fractions of the length. */
export const cuts = fc.array(
  fc.nat({ max: 9_999 }).map((n) => n / 10_000),
  { maxLength: 8 },
);

export function cutAt(bytes: string, fractions: readonly number[]): Buffer[] {
  const whole = Buffer.from(bytes, 'latin1');
  const places = fractions.map((fraction) => Math.floor(fraction * whole.length)).sort((a, b) => a - b);
  const pieces = [0, ...places].map((from, at) => whole.subarray(from, places[at] ?? whole.length));
  return pieces.filter((piece) => piece.length > 0);
}
