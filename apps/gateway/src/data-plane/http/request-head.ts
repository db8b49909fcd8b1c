import { METHODS } from 'node:http';
import { isIPv6 } from 'node:net';
import {
  BadRequestError,
  ExpectationFailedError,
  HeadersTooLargeError,
  HttpVersionNotSupportedError,
  LoopDetectedError,
  MethodNotAllowedError,
  NotImplementedError,
  UrlTooLongError,
} from '../errors/client.errors';
import { authenticatesConnection } from '../upstream/connections/connection-authentication';
import { connectionOptions, linesWithout } from '../connection-options';
import { asOneName, HeaderRole, roleOf } from './header-names';
import { readTarget } from './request-target';
import { withoutCookie } from './request-values';

/** Limits for a request's head. */
export interface HeadLimits {
  /** Header lines. */
  readonly headers: number;
  readonly urlBytes: number;
}

/** The parts of a request's head that come from `node:http` untouched. */
export interface RawHead {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  /** True if Node left HTTP behind this head, so that no body can be read. */
  readonly upgrade: boolean;
  readonly rawHeaders: readonly string[];
}

/** `2` is `Http2Request`'s own word: a line of HTTP/1.1 that claims to be HTTP/2 would say `2.0`. */
const VERSIONS = new Set(['1.1', '1.0', '2']);
/** RFC 3986 §3.2.2, except for escapes, which are read in two ways, and the comma, which divides X-Forwarded-Host. */
const HOST = /^(?:[A-Za-z0-9._~!$&'()*+;=-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;
/** Methods that the parser of HTTP/1.1 knows, except for that of another protocol: by HTTP/2 there are no others. */
const IMPLEMENTED = new Set(METHODS.filter((method) => method !== 'SOURCE'));
const LENGTH = /^[0-9]{1,15}$/;
const REQUEST_ID = /^[A-Za-z0-9._~:=+/@-]{1,128}$/;
/** How the gateway signs `Via` (RFC 9110 §7.6.3); a request that carries it so often goes in circles. */
export const VIA = '1.1 load-distributer';
const MAX_PASSES = 5;
/** A larger Max-Forwards counts as this. */
const MAX_FORWARDS = 65_535;

/**
 * A request's head, checked and taken apart once, before anything is decided by it. `node:http` has parsed it, but
 * lets through what this refuses: several or malformed Hosts, transfer codings other than chunked, more header lines
 * than it keeps (RFC 9112 §3.2, §6.1, §6.3).
 */
export class RequestHead {
  readonly method: string;
  /** Path and query as the client sent them. */
  path: string;
  /** Host and port the client asked for; empty when an HTTP/1.0 client named none. */
  host = '';
  /** Bytes of the body; 0 when it is chunked or absent. */
  contentLength = 0;
  isChunked = false;
  /** True if `fields` has a Host line. False if the target named the host, or an HTTP/1.0 client sent none. */
  namesHost = false;
  hasContentLength = false;
  wantsWebSocket = false;
  expectsContinue = false;
  takesTrailers = false;
  /** True if the request must not be forwarded (`Max-Forwards: 0`). */
  endsHere = false;
  /** True if the client's credentials authenticate a connection, and not one request (NTLM, Negotiate). */
  authenticatesConnection = false;
  via: string | undefined;
  requestId: string | undefined;
  forwardedFor: string | undefined;
  /** The fields that continue to the backend, as lines, in the client's order, case and number. */
  fields = '';
  /** Trusted only from a trusted proxy: X-Forwarded-Proto, -Host, -Port, Forwarded and X-Real-IP, as lines. */
  forwardedFields = '';
  /** The options of `Connection`, where they name fields of the request, which therefore end here. */
  hopByHop: ReadonlySet<string> | undefined;
  private expectsUnknown = false;
  private areFieldsRead = false;
  private connection: string | undefined;
  private upgrade: string | undefined;
  private hosts = 0;

  /** Until it is read, method and path are all it knows. */
  constructor(private readonly raw: RawHead) {
    this.method = raw.method;
    this.path = raw.url;
  }

  /** @throws ProxyError that says what is wrong with the request. */
  read(limits: HeadLimits): void {
    const { method, url, httpVersion, rawHeaders, upgrade } = this.raw;
    if (!VERSIONS.has(httpVersion)) throw new HttpVersionNotSupportedError();
    if (!IMPLEMENTED.has(method)) throw new NotImplementedError();
    if (method === 'CONNECT' || method === 'TRACE') throw new MethodNotAllowedError(method);
    if (url.length > limits.urlBytes) throw new UrlTooLongError(limits.urlBytes);
    if (rawHeaders.length > limits.headers * 2) {
      throw new HeadersTooLargeError(`There are more than the ${limits.headers} header lines allowed.`);
    }
    const target = readTarget(method, url);
    this.path = target.path;
    if (target.authority !== undefined) this.host = target.authority;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      if (this.readField(rawHeaders[at], rawHeaders[at + 1], target.authority)) {
        this.fields += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
      }
    }
    this.areFieldsRead = true;
    this.check(httpVersion === '1.0', target.authority !== undefined);
    if (upgrade && (method !== 'GET' || this.hasBody)) {
      throw new BadRequestError('A WebSocket request must use GET and HTTP/1.1, and have no body.');
    }
    if (this.connection !== undefined) this.readConnection(this.connection);
  }

  /** Reads only the id of the request: a head that is refused has not been read to its end. */
  readRequestId(): void {
    const { rawHeaders } = this.raw;
    for (let at = 0; at < rawHeaders.length; at += 2) {
      const [name, value] = [rawHeaders[at], rawHeaders[at + 1]];
      if (roleOf(name.toLowerCase()) === HeaderRole.RequestId) this.readField(name, value, undefined);
    }
  }

  get hasBody(): boolean {
    return this.isChunked || this.contentLength > 0;
  }

  /** True if nothing follows the head; false also if a malformed field leaves that open. */
  get isWholeRequest(): boolean {
    return this.areFieldsRead && !this.hasBody;
  }

  /** Takes note of one field; true when it continues to the backend as it is. */
  private readField(name: string, value: string, authority: string | undefined): boolean {
    switch (roleOf(name.toLowerCase())) {
      case HeaderRole.EndToEnd:
        return true;
      case HeaderRole.Host:
        this.hosts++;
        if (authority !== undefined) return false;
        this.host = value;
        this.namesHost = true;
        return true;
      case HeaderRole.ContentLength:
        if (this.hasContentLength) throw new BadRequestError('There is more than one Content-Length.');
        if (!LENGTH.test(value)) throw new BadRequestError('Content-Length is not a number of bytes.');
        this.hasContentLength = true;
        this.contentLength = Number(value);
        return true;
      case HeaderRole.TransferEncoding:
        if (this.isChunked) throw new BadRequestError('There is more than one Transfer-Encoding.');
        if (value.toLowerCase() !== 'chunked')
          throw new BadRequestError('The only transfer coding supported is chunked.');
        this.isChunked = true;
        // In one spelling, since some back ends read no other.
        this.fields += `${name}: chunked\r\n`;
        return false;
      case HeaderRole.Connection:
        this.connection = this.connection === undefined ? value : `${this.connection},${value}`;
        return false;
      case HeaderRole.Authorization:
        this.authenticatesConnection ||= authenticatesConnection(value);
        return true;
      case HeaderRole.Upgrade:
        this.upgrade = this.upgrade === undefined ? value : `${this.upgrade},${value}`;
        return false;
      case HeaderRole.Expect:
        // HTTP/1.0 knows no interim answers (RFC 9110 §10.1.1).
        if (this.raw.httpVersion === '1.0') return false;
        if (value.toLowerCase() === '100-continue') this.expectsContinue = true;
        else this.expectsUnknown = true;
        return false;
      case HeaderRole.MaxForwards:
        return this.readMaxForwards(name, value);
      case HeaderRole.Te:
        this.takesTrailers ||= value.toLowerCase().includes('trailers');
        return false;
      case HeaderRole.Via:
        this.via = this.via === undefined ? value : `${this.via}, ${value}`;
        return false;
      case HeaderRole.RequestId:
        if (REQUEST_ID.test(value)) this.requestId ??= value;
        return false;
      case HeaderRole.XForwardedFor:
        this.forwardedFor = this.forwardedFor === undefined ? value : `${this.forwardedFor}, ${value}`;
        return false;
      case HeaderRole.Forwarded:
        this.forwardedFields += `${name}: ${value}\r\n`;
        return false;
      case HeaderRole.Dropped:
        return false;
    }
  }

  /** OPTIONS goes so many hops further (RFC 9110 §7.6.2); to other methods the field means nothing. */
  private readMaxForwards(name: string, value: string): boolean {
    if (this.method !== 'OPTIONS' || !/^[0-9]+$/.test(value)) return true;
    const hops = Math.min(Number(value), MAX_FORWARDS);
    this.endsHere ||= hops === 0;
    this.fields += `${name}: ${hops - 1}\r\n`;
    return false;
  }

  private check(isOld: boolean, isAbsolute: boolean): void {
    if (this.expectsUnknown) throw new ExpectationFailedError();
    if (this.hosts > 1) throw new BadRequestError('There is more than one Host.');
    if (this.hosts === 0 && !isOld) throw new BadRequestError('There is no Host.');
    if ((this.hosts > 0 || isAbsolute) && !isHost(this.host)) throw new BadRequestError('Host is malformed.');
    if (this.isChunked && this.hasContentLength) {
      throw new BadRequestError('Content-Length and Transfer-Encoding exclude each other.');
    }
    if (this.isChunked && isOld) {
      throw new BadRequestError('HTTP/1.0 has no transfer codings.');
    }
    if (this.via !== undefined && this.via.split(VIA).length > MAX_PASSES) throw new LoopDetectedError();
  }

  /** Removes the fields that `Connection` names (RFC 9110 §7.6.1), and reads whether an upgrade is asked for. */
  private readConnection(connection: string): void {
    if (/^(?:keep-alive|close)$/i.test(connection)) return;
    const options = connectionOptions(connection);
    this.wantsWebSocket =
      options.has('upgrade') && this.upgrade?.toLowerCase() === 'websocket' && this.raw.httpVersion !== '1.0';
    const kept = linesWithout(this.fields, options);
    if (kept.length === this.fields.length) return;
    this.hopByHop = options;
    this.fields = kept;
  }

  /** Keeps every field of this name, given in lower case, from the backend, and what backends take for it. */
  withhold(lowerName: string): void {
    const unwanted = asOneName(lowerName);
    this.fields = this.fields
      .split('\r\n')
      .filter((line) => asOneName(line.slice(0, line.indexOf(':'))) !== unwanted)
      .join('\r\n');
  }

  /** Keeps every cookie of this name from the backend. */
  withholdCookie(name: string): void {
    const lines = this.fields.split('\r\n').map((line) => {
      const [field] = line.split(':', 1);
      if (field.toLowerCase() !== 'cookie') return line;
      const others = withoutCookie(line.slice(field.length + 1), name);
      return others === '' ? undefined : `${field}: ${others}`;
    });
    this.fields = lines.filter((line) => line !== undefined).join('\r\n');
  }
}

function isHost(host: string): boolean {
  return HOST.test(host) && (host[0] !== '[' || isIPv6(host.slice(1, host.indexOf(']'))));
}
