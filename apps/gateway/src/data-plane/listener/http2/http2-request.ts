import { Http2ServerRequest, type ServerHttp2Stream } from 'node:http2';
import { type TLSSocket } from 'node:tls';

/** Fields of a request stream as Node hands them over. */
type RawFields = readonly string[];

// Node's types call properties what are accessors, which could then not be overridden.
const Request = Http2ServerRequest as unknown as new (
  stream: ServerHttp2Stream,
  headers: object,
  options: object,
  rawHeaders: RawFields,
) => Omit<Http2ServerRequest, 'rawHeaders' | 'httpVersion' | 'complete'>;

/**
 * A request that came by HTTP/2, in the form of HTTP/1.1 (RFC 9113 §8.3, §10.3): the authority as Host, one
 * Cookie line, a body without a length as a chunked one.
 */
export class Http2Request extends Request {
  /** True if its head must be refused for its size; its fields are left out then. */
  readonly isTooLarge: boolean;
  private readonly fields: readonly string[];

  constructor(
    stream: ServerHttp2Stream,
    headers: object,
    rawHeaders: RawFields,
    private readonly clientSocket: TLSSocket,
    mostBytes: number,
  ) {
    super(stream, headers, {}, rawHeaders);
    this.isTooLarge = bytesOf(rawHeaders) >= mostBytes;
    // A head that unpacks to a great size is not assembled.
    this.fields = this.isTooLarge ? [] : fieldsOf(rawHeaders, stream);
  }

  get rawHeaders(): string[] {
    return this.fields as string[];
  }

  /** True if no more of it will come, even if the received part was never read. */
  get complete(): boolean {
    return this.stream.endAfterHeaders || this.readableEnded || this.aborted || this.stream.destroyed;
  }

  /** Unlike what `node:http` reads off a line that claims to be HTTP/2.0. */
  get httpVersion(): string {
    return '2';
  }

  /** Also after the session has ended: the client's address is still of interest. */
  override get socket(): TLSSocket {
    return this.clientSocket;
  }
}

/** The size of a head as Node counts it for HTTP/1.1: the target, the names and the values. */
function bytesOf(raw: RawFields): number {
  let bytes = 0;
  let hasCookie = false;
  for (let at = 0; at < raw.length; at += 2) {
    const [name, { length }] = [raw[at], raw[at + 1]];
    if (name === 'cookie') {
      bytes += length + (hasCookie ? '; ' : name).length;
      hasCookie = true;
    } else if (name[0] !== ':') bytes += name.length + length;
    else if (name === ':path') bytes += length;
    else if (name === ':authority') bytes += 'host'.length + length;
  }
  return bytes;
}

function fieldsOf(raw: RawFields, stream: ServerHttp2Stream): string[] {
  const fields: string[] = [];
  const cookies: string[] = [];
  let authority: string | undefined;
  let isFramed = false;
  let host: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const [name, value] = [raw[at], raw[at + 1]];
    if (name[0] === ':') {
      if (name === ':authority') authority = value;
      continue;
    }
    // Each crumb of a cookie may be a field of its own here, but not there (RFC 9113 §8.2.3).
    if (name === 'cookie') {
      cookies.push(value);
      continue;
    }
    isFramed ||= name === 'content-length';
    if (name === 'host') host = value;
    fields.push(name, value);
  }
  if (cookies.length > 0) fields.push('cookie', cookies.join('; '));
  // Where the two differ there are two hosts, which is for the proxy to refuse.
  if (authority !== undefined && host !== authority) fields.unshift('host', authority);
  if (!isFramed && !stream.endAfterHeaders) fields.push('transfer-encoding', 'chunked');
  return fields;
}
