import { constants, Http2ServerResponse, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';

const { NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, HTTP2_HEADER_STATUS } = constants;

// Of its overloads, the types know only the last when it is called on another object.
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the response
const writeHead = Http2ServerResponse.prototype.writeHead as (
  this: object,
  status: number,
  fields: OutgoingHttpHeaders,
) => void;

/** Fields that concern one connection of HTTP/1.1 and do not exist here (RFC 9113 §8.2.2). */
const CONNECTION_FIELDS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'trailer',
]);

type Overridden =
  'writableFinished' | 'writableLength' | 'destroyed' | 'closed' | 'writeHead' | 'addTrailers';

// Node's types call properties what are accessors and methods, or are not there at all.
const Response = Http2ServerResponse as unknown as new (
  stream: ServerHttp2Stream,
) => Omit<Http2ServerResponse, Overridden>;

/** The answer to a request by HTTP/2, written as `node:http`'s responses are. */
export class Http2Response extends Response {
  /** Node's HTTP/1.1 responses say so, and whoever forwards asks for it. */
  get writableFinished(): boolean {
    return this.writableEnded && this.stream.rstCode === NGHTTP2_NO_ERROR;
  }

  get writableLength(): number {
    return this.stream.writableLength;
  }

  get destroyed(): boolean {
    return this.stream.destroyed;
  }

  get closed(): boolean {
    return this.stream.closed;
  }

  /** Takes what `node:http`'s takes: a reason, which HTTP/2 does not have, and fields as name, value, name, value. */
  writeHead(status: number, ...rest: unknown[]): this {
    const fields = rest.find((each) => Array.isArray(each)) as readonly string[] | undefined;
    writeHead.call(this, status, fieldsOf(fields ?? []));
    return this;
  }

  /** @param trailers as pairs of name and value, in which `node:http` takes them, too. */
  addTrailers(trailers: readonly (readonly [string, string])[]): void {
    Http2ServerResponse.prototype.addTrailers.call(this as never, fieldsOf(trailers.flat()));
  }

  /** An interim answer (1xx). */
  sendInterim(status: number, fields: readonly string[]): void {
    if (this.stream.headersSent || this.stream.destroyed) return;
    this.stream.additionalHeaders({ ...fieldsOf(fields), [HTTP2_HEADER_STATUS]: status });
  }

  /** Half an answer must not look like a whole one: the stream is reset, the other streams of the client go on. */
  breakOff(): void {
    this.stream.close(NGHTTP2_INTERNAL_ERROR);
  }
}

function fieldsOf(flat: readonly string[]): OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (let at = 0; at < flat.length; at += 2) {
    const name = flat[at].toLowerCase();
    if (CONNECTION_FIELDS.has(name)) continue;
    const known = fields[name];
    if (known === undefined) fields[name] = flat[at + 1];
    else if (Array.isArray(known)) known.push(flat[at + 1]);
    else fields[name] = [known, flat[at + 1]];
  }
  return fields;
}
