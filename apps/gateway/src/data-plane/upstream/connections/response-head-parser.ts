import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { challengesConnection } from './connection-authentication';
import { type BodyFraming, type ResponseHead } from '../response-head';

/** RFC 9112 §4; the reason phrase, and the space before it, may be absent. Other statuses are invalid (RFC 9110 §15). */
const STATUS_LINE = /HTTP\/1\.([01]) ([1-5][0-9]{2})(?: ([\t\x20-\x7e\x80-\xff]*))?\r\n/y;
/** RFC 9110 §5.5, RFC 9112 §5: no folding, no space before the colon, no control character in a value. */
const FIELD_LINES = /(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*/y;
const EVENT_STREAM = /^text\/event-stream[ \t]*(?:;|$)/i;
const DIGITS = /^[0-9]{1,15}$/;
/** No backend means to send more, and most clients take far fewer. */
const MAX_FIELDS = 1_000;

/** The part of the fields about the connection and the framing of the body. */
interface Framing {
  contentLength: string | undefined;
  transferEncoding: string | undefined;
  connection: string | undefined;
  keepAliveTimeout: number | undefined;
  announcesTrailers: boolean;
  authenticatesConnection: boolean;
  upgrade: string | undefined;
  isEventStream: boolean;
}

/**
 * Reads the head of an answer, from the status line to the last field line and without the empty line after it.
 * `method` and `upgrade` are the request's, since they decide whether a body follows.
 *
 * @throws UpstreamProtocolError for anything RFC 9112 does not allow: there is no lenient mode, since what two
 * readers read differently is how one client gets the answer meant for another.
 */
export function parseResponseHead(text: string, method: string): ResponseHead {
  STATUS_LINE.lastIndex = 0;
  const statusLine = STATUS_LINE.exec(text);
  if (statusLine === null) throw new UpstreamProtocolError('malformed status line');
  const isVersion11 = statusLine[1] === '1';
  const status = Number(statusLine[2]);
  const framing = noFraming();
  const headers = parseFields(text, STATUS_LINE.lastIndex, framing);
  const options = connectionOptions(framing.connection);
  removeNamedFields(headers, options);
  const body = bodyFraming(framing, isVersion11, mayHaveBody(status, method));
  // Neither may announce a body: RFC 9110 §8.6.
  if (status === 204 || status < 200) removeField(headers, 'content-length');
  // A trailer section exists in the chunked coding only.
  if (framing.announcesTrailers && body !== 'chunked') removeField(headers, 'trailer');
  return {
    status,
    reason: statusLine[3] ?? '',
    headers,
    framing: body,
    contentLength: body === 'length' ? Number(framing.contentLength) : 0,
    keepAlive:
      isVersion11 &&
      body !== 'until-close' &&
      !options.includes('close') &&
      !announcesUnsent(framing, body, method),
    upgrade: framing.upgrade,
    isEventStream: framing.isEventStream,
    authenticatesConnection: framing.authenticatesConnection,
    keepAliveTimeout: framing.keepAliveTimeout,
  };
}

/**
 * Looks at whole lines of a head whose end has not come: what is malformed already need not be waited for.
 *
 * @throws UpstreamProtocolError
 */
export function refuseMalformedLines(lines: string, isBeginning: boolean): void {
  STATUS_LINE.lastIndex = 0;
  if (isBeginning && !STATUS_LINE.test(lines)) throw new UpstreamProtocolError('malformed status line');
  FIELD_LINES.lastIndex = isBeginning ? STATUS_LINE.lastIndex : 0;
  FIELD_LINES.test(lines);
  if (FIELD_LINES.lastIndex !== lines.length) throw new UpstreamProtocolError('malformed header field');
}

/**
 * Reads a trailer section, without the fields that concern only the connection.
 *
 * @throws UpstreamProtocolError when it says how the body is framed, which is decided by then (RFC 9110 §6.5.1).
 */
export function parseTrailers(text: string): string[] {
  const framing = noFraming();
  const trailers = parseFields(text, 0, framing);
  if (framing.contentLength !== undefined || framing.transferEncoding !== undefined)
    throw new UpstreamProtocolError('framing in a trailer');
  if (framing.announcesTrailers) removeField(trailers, 'trailer');
  return trailers;
}

function noFraming(): Framing {
  return {
    contentLength: undefined,
    transferEncoding: undefined,
    connection: undefined,
    keepAliveTimeout: undefined,
    announcesTrailers: false,
    authenticatesConnection: false,
    upgrade: undefined,
    isEventStream: false,
  };
}

function parseFields(text: string, from: number, framing: Framing): string[] {
  FIELD_LINES.lastIndex = from;
  FIELD_LINES.test(text);
  if (FIELD_LINES.lastIndex !== text.length) throw new UpstreamProtocolError('malformed header field');
  const headers: string[] = [];
  let at = from;
  while (at < text.length) {
    const colon = text.indexOf(':', at);
    const end = text.indexOf('\r\n', colon);
    const name = text.slice(at, colon);
    // Most fields come with one space in front and none behind, so the trimming is rarely required.
    const value = trimmed(text, text.charCodeAt(colon + 1) === 0x20 ? colon + 2 : colon + 1, end);
    if (!noteFraming(name, value, framing) && headers.push(name, value) > 2 * MAX_FIELDS)
      throw new UpstreamProtocolError('too many header fields');
    at = end + 2;
  }
  return headers;
}

function trimmed(text: string, start: number, end: number): string {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Takes note of a field about the connection; true when it goes no further than this hop (RFC 9110 §7.6.1). */
function noteFraming(name: string, value: string, framing: Framing): boolean {
  switch (name.length) {
    case 2:
      return name.toLowerCase() === 'te';
    case 7:
      if (name.toLowerCase() === 'trailer') framing.announcesTrailers = true;
      return noteUpgrade(name.toLowerCase(), value, framing);
    case 10:
      return noteConnection(name.toLowerCase(), value, framing);
    case 12:
      if (name.toLowerCase() === 'content-type') framing.isEventStream = EVENT_STREAM.test(value);
      return false;
    case 14:
      if (name.toLowerCase() === 'content-length') {
        if (framing.contentLength !== undefined) throw new UpstreamProtocolError('repeated Content-Length');
        framing.contentLength = value;
      }
      return false;
    case 16:
      return noteChallenges(name.toLowerCase(), 'www-authenticate', value, framing)
        ? false
        : name.toLowerCase() === 'proxy-connection';
    case 17:
      if (name.toLowerCase() !== 'transfer-encoding') return false;
      if (framing.transferEncoding !== undefined)
        throw new UpstreamProtocolError('repeated Transfer-Encoding');
      framing.transferEncoding = value;
      return true;
    case 18:
      return noteChallenges(name.toLowerCase(), 'proxy-authenticate', value, framing);
    default:
      return false;
  }
}

function noteConnection(lowerName: string, value: string, framing: Framing): boolean {
  if (lowerName === 'connection') {
    framing.connection = framing.connection === undefined ? value : `${framing.connection},${value}`;
    return true;
  }
  if (lowerName !== 'keep-alive') return false;
  const timeout = /(?:^|[\s,;])timeout=([0-9]{1,6})(?:$|[\s,;])/i.exec(value);
  if (timeout !== null) framing.keepAliveTimeout = Number(timeout[1]);
  return true;
}

function noteUpgrade(lowerName: string, value: string, framing: Framing): boolean {
  if (lowerName !== 'upgrade') return false;
  framing.upgrade = framing.upgrade === undefined ? value : `${framing.upgrade}, ${value}`;
  return true;
}

function noteChallenges(lowerName: string, wanted: string, value: string, framing: Framing): boolean {
  if (lowerName !== wanted) return false;
  framing.authenticatesConnection ||= challengesConnection(value);
  return true;
}

function mayHaveBody(status: number, method: string): boolean {
  return method !== 'HEAD' && status >= 200 && status !== 204 && status !== 304;
}

function bodyFraming(framing: Framing, isVersion11: boolean, mayHave: boolean): BodyFraming {
  const { contentLength, transferEncoding } = framing;
  if (contentLength !== undefined && !DIGITS.test(contentLength)) {
    throw new UpstreamProtocolError('malformed Content-Length');
  }
  if (transferEncoding !== undefined) {
    if (contentLength !== undefined) throw new UpstreamProtocolError('Content-Length with Transfer-Encoding');
    if (!isVersion11) throw new UpstreamProtocolError('Transfer-Encoding in HTTP/1.0');
    if (transferEncoding.toLowerCase() !== 'chunked')
      throw new UpstreamProtocolError('unknown Transfer-Encoding');
  }
  if (!mayHave) return 'none';
  if (transferEncoding !== undefined) return 'chunked';
  if (contentLength === undefined) return 'until-close';
  return 'length';
}

/**
 * Returns true if the head frames a body that its status or the request's method forbids. Some backends send
 * that body, which would be read as the beginning of the next response. A length is common in responses to
 * HEAD, and does not count.
 */
function announcesUnsent(
  { contentLength = '0', transferEncoding }: Framing,
  body: BodyFraming,
  method: string,
): boolean {
  if (body !== 'none') return false;
  return transferEncoding !== undefined || (method !== 'HEAD' && Number(contentLength) > 0);
}

const NO_OPTIONS: readonly string[] = [];
const CLOSE: readonly string[] = ['close'];

/** The options of a `Connection` field in lower case; the two that are sent all the time cost nothing. */
function connectionOptions(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === 'keep-alive' || connection === 'Keep-Alive')
    return NO_OPTIONS;
  if (connection === 'close') return CLOSE;
  return connection.split(',').map((option) => option.trim().toLowerCase());
}

/** Removes what the backend itself marked as meant for this hop only. */
function removeNamedFields(headers: string[], options: readonly string[]): void {
  if (options === NO_OPTIONS || options === CLOSE) return;
  const named = new Set(options);
  let kept = 0;
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at].toLowerCase();
    // Fields that frame or describe the body belong to the message, even if Connection names them.
    if (named.has(name) && !name.startsWith('content-')) continue;
    headers[kept++] = headers[at];
    headers[kept++] = headers[at + 1];
  }
  headers.length = kept;
}

function removeField(headers: string[], lowerName: string): void {
  for (let at = headers.length - 2; at >= 0; at -= 2) {
    if (headers[at].length === lowerName.length && headers[at].toLowerCase() === lowerName)
      headers.splice(at, 2);
  }
}
