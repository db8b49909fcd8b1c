import { findInBody, isJson, pointerSteps } from '../../body/json-body';
import { PathPattern } from '../../path/path-pattern';
import { type Exchange } from '../../exchange/exchange';
import { headerText, headerValue } from '../../http/request-values';
import { isSafe } from '../../http-methods';

/** Parsers of JSON may pass over it (RFC 8259 §8.1). */
const BYTE_ORDER_MARK = Buffer.from('\ufeff');

/** The place of a key in a response: exactly one of these, except for `name` and `prefix`. */
export interface LearnSourceSettings {
  readonly header?: string | undefined;
  /** A pattern of the path in `Location`. */
  readonly location?: string | undefined;
  /** Of the segment of that path that is the key; the first one that has a name when left out. */
  readonly name?: string | undefined;
  readonly setCookie?: string | undefined;
  /** A JSON pointer into the body. */
  readonly body?: string | undefined;
  /** The text before the JSON. */
  readonly prefix?: string | undefined;
  /** Of the answers that are learned from; what `learnsFrom` says when left out. */
  readonly statuses?: readonly number[] | undefined;
}

/** Reads a key from the head of an answer; undefined where there is none. */
export interface HeadSource {
  /**
   * True if it may name a resource that the response only mentions. It counts only if the request names no key.
   */
  readonly onlyWithoutKey: boolean;
  read(headers: readonly string[], exchange: Pick<Exchange, 'head' | 'target'>): string | undefined;
}

export function headSource({
  header,
  location,
  name,
  setCookie,
}: LearnSourceSettings): HeadSource | undefined {
  if (header !== undefined) return ofHeader(header);
  if (location !== undefined) return ofLocation(location, name);
  return setCookie === undefined ? undefined : ofCookie(setCookie);
}

/** Reads a key from the body of an answer. */
export class ResponseBodySource {
  private readonly steps: readonly string[];
  private readonly prefix: Buffer;

  constructor(
    pointer: string,
    private readonly prefixText = '',
  ) {
    this.steps = pointerSteps(pointer);
    this.prefix = Buffer.from(prefixText);
  }

  /** Returns true if a response with this head can contain one: JSON that is not compressed. */
  suits(headers: readonly string[]): boolean {
    const coding = headerValue(headers, 'content-encoding') ?? 'identity';
    if (coding.toLowerCase() !== 'identity') return false;
    return this.prefixText !== '' || isJson(headerValue(headers, 'content-type'));
  }

  read(body: Buffer): string | undefined {
    const { length } = this.prefix;
    if (length > 0 && !body.subarray(0, length).equals(this.prefix)) return undefined;
    const start = body.subarray(length, length + BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
      ? length + BYTE_ORDER_MARK.length
      : length;
    const finding = findInBody(body.subarray(start), this.steps);
    return finding.kind === 'value' ? finding.text : undefined;
  }
}

function ofHeader(name: string): HeadSource {
  const lowerName = name.toLowerCase();
  return { onlyWithoutKey: false, read: (headers) => headerText(headers, lowerName) };
}

function ofLocation(path: string, name: string | undefined): HeadSource {
  const pattern = new PathPattern(path);
  const at = name === undefined ? 0 : pattern.names.indexOf(name);
  return {
    onlyWithoutKey: true,
    read(headers, { head, target }) {
      // Of what was only read, Content-Location names a variant (RFC 9110 §8.7).
      const contentLocation = isSafe(head.method) ? undefined : headerValue(headers, 'content-location');
      const reference = headerValue(headers, 'location') ?? contentLocation;
      const path = reference === undefined ? undefined : pathOf(reference, target);
      return path === undefined ? undefined : pattern.match(path)?.[at];
    },
  };
}

/** The path and query that a reference leads to (RFC 3986 §5.2); undefined where it leads to no HTTP server. */
function pathOf(reference: string, target: string): string | undefined {
  const base = `http://gateway${target}`;
  if (!URL.canParse(reference, base)) return undefined;
  const { protocol, pathname, search } = new URL(reference, base);
  return protocol === 'http:' || protocol === 'https:' ? pathname + search : undefined;
}

function ofCookie(name: string): HeadSource {
  return {
    onlyWithoutKey: false,
    read(headers) {
      for (let at = 0; at < headers.length; at += 2) {
        if (headers[at].toLowerCase() !== 'set-cookie') continue;
        const [pair] = headers[at + 1].split(';', 1);
        const equals = pair.indexOf('=');
        if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
      }
      return undefined;
    },
  };
}
