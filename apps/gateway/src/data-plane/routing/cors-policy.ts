import { type Exchange } from '../exchange/exchange';
import { headerValue } from '../http/request-values';

/** Which pages of other origins may use a route; names of headers in lower case. */
export interface CorsSettings {
  /** `https://app.example.com`, `https://*.example.com` or `*`. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  /** Headers that a page may send; without them, whichever it asks for. */
  readonly headers?: readonly string[] | undefined;
  /** Headers of the answer that a page may read. */
  readonly exposedHeaders: readonly string[];
  readonly credentials: boolean;
  /** Milliseconds that a browser may remember the answer to its question. */
  readonly maxAge: number;
}

/**
 * Response headers that a route with a policy of its own drops from its backends, because they would contradict
 * it.
 */
export const CORS_FIELDS: readonly string[] = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

/** Names of headers that a browser may ask to send, with a limit far above any real use. */
const NAMES = /^(?=.{1,1024}$)[!#$%&'*+.^_`|~\w-]+(?:[ \t]*,[ \t]*[!#$%&'*+.^_`|~\w-]+)*$/;

/**
 * The method that a browser wants to be allowed, when this is the question it asks before a request that a page of
 * another origin makes (Fetch §4.8, "CORS-preflight"); undefined for every other request.
 */
export function preflightMethod(method: string, rawHeaders: readonly string[]): string | undefined {
  if (method !== 'OPTIONS' || headerValue(rawHeaders, 'origin') === undefined) return undefined;
  return headerValue(rawHeaders, 'access-control-request-method');
}

/** Tells browsers which pages of other origins may use a route, and how. Others than browsers are not held to it. */
export class CorsPolicy {
  private readonly anyOrigin: boolean;
  private readonly exact: ReadonlySet<string>;
  private readonly wildcards: readonly (readonly [start: string, end: string])[];
  private readonly maxAge: string;

  constructor(private readonly settings: CorsSettings) {
    const { origins, maxAge } = settings;
    this.anyOrigin = origins.includes('*');
    this.exact = new Set(origins);
    this.wildcards = origins
      .filter((origin) => origin.includes('://*.'))
      .map((origin) => [origin.slice(0, origin.indexOf('*')), origin.slice(origin.indexOf('*') + 1)]);
    this.maxAge = String(Math.floor(maxAge / 1000));
  }

  /** Adds the CORS headers to any response of the request. */
  announce(exchange: Exchange): void {
    const { rawHeaders } = exchange.request;
    const origin = headerValue(rawHeaders, 'origin');
    // Caches must not give the answer for one origin to another (Fetch §4.10).
    if (!this.anyOrigin) exchange.addResponseFields(['Vary', 'Origin']);
    if (origin === undefined || !this.allows(origin)) return;
    const { credentials, exposedHeaders } = this.settings;
    exchange.addResponseFields(['Access-Control-Allow-Origin', this.anyOrigin ? '*' : origin]);
    if (credentials) exchange.addResponseFields(['Access-Control-Allow-Credentials', 'true']);
    if (exchange.isPreflight) this.announceTerms(exchange, rawHeaders);
    else if (exposedHeaders.length > 0)
      exchange.addResponseFields(['Access-Control-Expose-Headers', exposedHeaders.join(', ')]);
  }

  private announceTerms(exchange: Exchange, rawHeaders: readonly string[]): void {
    const { methods, headers } = this.settings;
    const wanted = headerValue(rawHeaders, 'access-control-request-headers');
    const allowed = headers?.join(', ') ?? (wanted !== undefined && NAMES.test(wanted) ? wanted : '');
    exchange.addResponseFields(['Access-Control-Allow-Methods', methods.join(', ')]);
    if (allowed !== '') exchange.addResponseFields(['Access-Control-Allow-Headers', allowed]);
    exchange.addResponseFields(['Access-Control-Max-Age', this.maxAge]);
    if (headers === undefined) exchange.addResponseFields(['Vary', 'Access-Control-Request-Headers']);
  }

  private allows(origin: string): boolean {
    if (this.anyOrigin || this.exact.has(origin)) return true;
    return this.wildcards.some(
      ([start, end]) =>
        origin.length > start.length + end.length &&
        origin.startsWith(start) &&
        origin.endsWith(end) &&
        /^[a-z0-9.-]+$/.test(origin.slice(start.length, origin.length - end.length)),
    );
  }
}
