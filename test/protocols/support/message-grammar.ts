import fc, { type Arbitrary } from 'fast-check';
import { HTTP_METHODS } from '../../../apps/gateway/src/data-plane/http-methods';

/** Methods of the IANA registry without CONNECT, which asks for a tunnel, and PRI, which begins HTTP/2. */
const REGISTERED_METHODS = [...HTTP_METHODS.keys()].filter((method) => !/^(?:CONNECT|PRI)$/.test(method));

/** Fields of the IANA registry that clients send and that no gateway has a say in. */
const REQUEST_FIELDS = [
  ...['Accept', 'Accept-Charset', 'Accept-Encoding', 'Accept-Language', 'Access-Control-Request-Headers'],
  ...['Authorization', 'Cache-Control', 'Content-Disposition', 'Content-Encoding', 'Content-Language'],
  ...[
    'Content-Location',
    'Content-Type',
    'Cookie',
    'Depth',
    'Destination',
    'Early-Data',
    'From',
    'If',
    'If-Match',
  ],
  ...[
    'If-Modified-Since',
    'If-None-Match',
    'If-Range',
    'If-Unmodified-Since',
    'Lock-Token',
    'Overwrite',
    'Pragma',
  ],
  ...['Prefer', 'Priority', 'Range', 'Referer', 'Timeout', 'User-Agent', 'Want-Digest', 'X-Own'],
];

/** The same of backends, each with whether it may be there more than once (RFC 9110 §5.3). */
const RESPONSE_FIELDS: readonly (readonly [name: string, mayRepeat: boolean])[] = [
  ...single(
    'Accept-Ranges',
    'Age',
    'Content-Disposition',
    'Content-Location',
    'Content-Range',
    'Content-Type',
  ),
  ...single('Cross-Origin-Opener-Policy', 'ETag', 'Expires', 'Last-Modified', 'Location', 'Lock-Token'),
  ...single('Referrer-Policy', 'Retry-After', 'Server', 'SourceMap', 'Strict-Transport-Security'),
  ...single(
    'X-Content-Type-Options',
    'X-Frame-Options',
    'Access-Control-Allow-Credentials',
    'Access-Control-Max-Age',
  ),
  ...repeated('Accept-Patch', 'Accept-Post', 'Access-Control-Allow-Headers', 'Access-Control-Expose-Headers'),
  ...repeated('Allow', 'Alt-Svc', 'Cache-Control', 'Clear-Site-Data', 'Content-Encoding', 'Content-Language'),
  ...repeated('Content-Security-Policy', 'DAV', 'Link', 'Preference-Applied', 'Server-Timing', 'Set-Cookie'),
  ...repeated('Vary', 'WWW-Authenticate', 'X-Own'),
];

/** One field, as it is written. */
export type Field = readonly [name: string, value: string];

/** A request, and what the backend answers to it. */
export interface Case {
  readonly method: string;
  readonly fields: readonly Field[];
  /** Undefined where there is none. */
  readonly body: string | undefined;
  /** Without a length there may be trailers. */
  readonly requestTrailers: readonly Field[] | undefined;
  readonly interims: readonly { readonly status: number; readonly fields: readonly Field[] }[];
  readonly status: number;
  readonly responseFields: readonly Field[];
  readonly answer: string;
  readonly framing: 'length' | 'chunked' | 'close';
  readonly trailers: readonly Field[];
  /** True if the backend breaks off in the middle of the body. */
  readonly cut: boolean;
}

const TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const VISIBLE = String.fromCharCode(...Array.from({ length: 0x5e }, (_, at) => 0x21 + at));

/** Bytes beyond ASCII, which fields may have (RFC 9110 §5.5). */
const BEYOND = String.fromCharCode(...Array.from({ length: 0x80 }, (_, at) => 0x80 + at));
const word = fc.string({
  unit: fc.constantFrom(...VISIBLE, ...VISIBLE, ...BEYOND),
  minLength: 1,
  maxLength: 8,
});
/** Words with blanks between them (RFC 9110 §5.5). */
const value = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));
const ownName = fc
  .string({ unit: fc.constantFrom(...TOKEN), minLength: 1, maxLength: 8 })
  .map((text) => `X-${text}`);

function single(...names: readonly string[]): (readonly [string, boolean])[] {
  return names.map((name) => [name, false]);
}

function repeated(...names: readonly string[]): (readonly [string, boolean])[] {
  return names.map((name) => [name, true]);
}

/** Some of these fields, each once. */
function once(names: readonly string[], maxLength: number): Arbitrary<Field[]> {
  const chosen = fc.uniqueArray(fc.constantFrom(...names), { maxLength });
  return chosen.chain((some) => fc.tuple(...some.map((name) => fc.tuple(fc.constant(name), value))));
}

const requestFields = once(REQUEST_FIELDS, 6);
/** Any of them more than once, those that may come once only as well. */
export const repeatedFields: Arbitrary<Field[]> = fc
  .array(fc.constantFrom(...REQUEST_FIELDS), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.array(fc.tuple(fc.constantFrom(...names), value), { minLength: 2, maxLength: 8 }));
const repeatable = RESPONSE_FIELDS.filter(([, mayRepeat]) => mayRepeat).map(([name]) => name);
/** Fields of answers that come once, if a backend keeps to the rules. */
export const ONCE_ONLY = RESPONSE_FIELDS.filter(([, mayRepeat]) => !mayRepeat).map(([name]) => name);
const responseFields = fc
  .tuple(
    once(ONCE_ONLY, 4),
    fc.array(fc.tuple(fc.constantFrom(...repeatable), value), { maxLength: 5 }),
    fc.array(fc.tuple(fc.constantFrom(...ONCE_ONLY), value), { maxLength: 2 }),
  )
  .map((lists) => lists.flat());
const trailers = fc.array(fc.tuple(ownName, value), { maxLength: 2 });
const text = fc.string({ unit: fc.constantFrom(...VISIBLE), maxLength: 60 });

/** 101 is no interim answer, but the last one by HTTP. */
const interimStatus = fc
  .oneof(fc.constantFrom(102, 103), fc.integer({ min: 100, max: 199 }))
  .filter((status) => status !== 101);

/** Requests and answers of every kind. */
export const cases: Arbitrary<Case> = fc.record({
  method: fc.oneof(fc.constantFrom('GET', 'HEAD', 'POST'), fc.constantFrom(...REGISTERED_METHODS)),
  fields: requestFields,
  body: fc.option(text, { nil: undefined }),
  requestTrailers: fc.option(trailers, { nil: undefined }),
  interims: fc.array(fc.record({ status: interimStatus, fields: once(['Link', 'X-Own'], 2) }), {
    maxLength: 2,
  }),
  status: fc.oneof(
    fc.constantFrom(200, 200, 204, 205, 206, 304),
    fc.integer({ min: 200, max: 599 }),
    fc.integer({ min: 100, max: 999 }),
  ),
  responseFields,
  answer: text,
  framing: fc.constantFrom('length', 'chunked', 'close'),
  trailers,
  cut: fc.nat({ max: 9 }).map((n) => n === 0),
});

/** The least of them: a GET, and an answer with a short body. */
export const PLAIN: Case = {
  ...{ method: 'GET', fields: [], body: undefined, requestTrailers: undefined },
  ...{
    interims: [],
    status: 200,
    responseFields: [],
    answer: 'a',
    framing: 'length',
    trailers: [],
    cut: false,
  },
};

export const lines = (fields: readonly Field[]): string =>
  fields.map(([name, own]) => `${name}: ${own}\r\n`).join('');

/** Returns true if a response has a body at all (RFC 9112 §6.3). */
export function hasBody({ method, status }: Case): boolean {
  return method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
}

/** Returns true if the backend ends the connection behind its response. */
export function isLast(one: Case): boolean {
  // Without that, the gateway would wait for the answer behind an interim one.
  return one.status < 200 || (hasBody(one) && (one.cut || one.framing === 'close'));
}

/** The bytes of the answer, up to where it is cut. */
export function bytesOf(one: Case): string {
  const { interims, status, answer, framing, cut } = one;
  const early = interims.map((each) => `HTTP/1.1 ${each.status} Early\r\n${lines(each.fields)}\r\n`).join('');
  const framed = {
    length: `Content-Length: ${answer.length}\r\n`,
    chunked: 'Transfer-Encoding: chunked\r\n',
    close: '',
  };
  const head = `HTTP/1.1 ${status} Some Reason\r\n${framed[framing]}${lines(one.responseFields)}\r\n`;
  if (!hasBody(one)) return early + head;
  const size = answer.length;
  const chunks = size === 0 ? '' : `${size.toString(16)}\r\n${answer}\r\n`;
  const body = framing === 'chunked' ? `${chunks}0\r\n${lines(one.trailers)}\r\n` : answer;
  return early + head + (cut ? body.slice(0, body.length / 2) : body);
}
