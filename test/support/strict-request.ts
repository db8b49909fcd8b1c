import { type RawConnection } from './raw-connection';

/** A request read as strictly as RFC 9112 is written; text stands for bytes (latin1). */
export interface StrictRequest {
  /** The exact bytes of request line and fields, with the empty line. */
  readonly head: string;
  readonly method: string;
  readonly target: string;
  /** Name and value of each field line, in order. */
  readonly fields: readonly [string, string][];
  readonly framing: 'none' | 'length' | 'chunked';
  /** The body without its framing. */
  readonly body: string;
  readonly trailers: readonly [string, string][];
}

/** Bytes that are not HTTP/1.1 to the letter. */
export class StrictnessError extends Error {}

const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([\x21-\x7e]+) HTTP\/1\.1\r\n$/;
const FIELD_LINE =
  /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*\r\n$/;
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,13})\r\n$/;

/**
 * Reads one request; undefined when the connection ended before its first byte.
 *
 * @throws StrictnessError for bytes that a recipient might read in two ways, Error when the request breaks off.
 */
export async function readStrictly(connection: RawConnection): Promise<StrictRequest | undefined> {
  if (!(await connection.hasMore())) return undefined;
  const requestLine = await connection.take('\n');
  const [, method, target] = matched(REQUEST_LINE, requestLine);
  const { fields, text } = await readFields(connection);
  const framing = framingOf(fields);
  const { body, trailers } = await readBody(connection, fields, framing);
  return { head: requestLine + text, method, target, fields, framing, body, trailers };
}

/** The values of one field, line by line. */
export function valuesOf(fields: readonly [string, string][], name: string): string[] {
  return fields.filter(([own]) => own.toLowerCase() === name).map(([, value]) => value);
}

/** Reads field lines up to the empty one; `text` is what they were, with that. */
export async function readFields(
  connection: RawConnection,
): Promise<{ fields: [string, string][]; text: string }> {
  const fields: [string, string][] = [];
  let text = '';
  for (;;) {
    const line = await connection.take('\n');
    text += line;
    if (line === '\r\n') return { fields, text };
    const [, name, value] = matched(FIELD_LINE, line);
    fields.push([name, value]);
  }
}

function framingOf(fields: readonly [string, string][]): StrictRequest['framing'] {
  const hosts = valuesOf(fields, 'host');
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding');
  if (hosts.length !== 1) throw new StrictnessError(`There are ${hosts.length} Host fields.`);
  if (lengths.length + codings.length > 1) throw new StrictnessError('The body is framed more than once.');
  if (codings.length === 1 && codings[0] !== 'chunked') throw new StrictnessError(`Coding ${codings[0]}.`);
  if (lengths.length === 1) matched(/^[0-9]{1,15}$/, lengths[0]);
  return codings.length === 1 ? 'chunked' : lengths.length === 1 ? 'length' : 'none';
}

/** Reads a body by its framing. */
export async function readBody(
  connection: RawConnection,
  fields: readonly [string, string][],
  framing: StrictRequest['framing'],
): Promise<Pick<StrictRequest, 'body' | 'trailers'>> {
  if (framing === 'none') return { body: '', trailers: [] };
  if (framing === 'length') {
    return { body: await connection.bytes(Number(valuesOf(fields, 'content-length')[0])), trailers: [] };
  }
  let body = '';
  for (;;) {
    const [, digits] = matched(CHUNK_SIZE, await connection.take('\n'));
    const size = parseInt(digits, 16);
    if (size === 0) return { body, trailers: (await readFields(connection)).fields };
    body += await connection.bytes(size);
    matched(/^\r\n$/, await connection.bytes(2));
  }
}

/** @throws StrictnessError when the text is not like that. */
export function matched(pattern: RegExp, text: string): RegExpExecArray {
  const match = pattern.exec(text);
  if (match === null) throw new StrictnessError(`${JSON.stringify(text)} is not ${String(pattern)}`);
  return match;
}
