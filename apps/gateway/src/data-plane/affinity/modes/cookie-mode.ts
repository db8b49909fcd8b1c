import { createHash } from 'node:crypto';
import { OwnerUnavailableError } from '../../errors/availability.errors';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';
import { type Exchange, type OwnershipTracker } from '../../exchange/exchange';
import { cookieValues, headerValue } from '../../http/request-values';
import { type OwnerUnavailablePolicy, type OwnerUnavailableSettings } from '../owner-unavailable-policy';
import { isSafe } from '../../http-methods';
import { type CookieReading, SignedCookie } from './signed-cookie';

/** What the configuration says of a rule whose owner the client itself remembers. */
export interface CookieSettings {
  /** Without one, each pool has a cookie of its own; see `defaultCookieName`. */
  readonly name?: string | undefined;
  readonly keys: readonly string[];
  /** Milliseconds; without it, the cookie ends with the client's session. */
  readonly maxAge?: number | undefined;
  readonly sameSite: 'lax' | 'strict' | 'none';
  readonly path: string;
}

/** The client brings back a signed cookie that names the backend it was served by: nothing is remembered here. */
export class CookieMode {
  private readonly signed: SignedCookie;
  /** By the names of the pools. */
  private readonly cookieNames = new Map<string, string>();

  constructor(
    readonly rule: string,
    private readonly settings: CookieSettings,
    private readonly ownerDown: OwnerUnavailableSettings,
  ) {
    this.signed = new SignedCookie(rule, settings.keys);
  }

  /** What the client's cookie says, the first that counts of several; undefined when it brings none that does. */
  named({ request, pool }: Exchange): CookieReading | undefined {
    for (const value of cookieValues(request.rawHeaders, this.cookieNameIn(pool))) {
      const read = this.signed.read(pool, value);
      if (read !== undefined) return read;
    }
    return undefined;
  }

  /** @throws OwnerUnavailableError */
  ownerOf(exchange: Exchange): Backend | undefined {
    exchange.rule = this.rule;
    const read = this.named(exchange);
    const whenDown = isSafe(exchange.head.method) ? this.ownerDown.reads : this.ownerDown.writes;
    exchange.reason = read === undefined ? 'miss' : 'cookie';
    const keeps = new CookieKeeping(exchange, read?.backend, whenDown, (backend) =>
      this.fieldFor(exchange, backend),
    );
    exchange.ownershipTracker = keeps;
    if (read === undefined) return undefined;
    if (read.isOld) keeps.renew();
    const isFit = read.backend.acceptsOwnedRequests && (whenDown === 'strict' || !read.backend.isEjected);
    exchange.allowsFallback = whenDown !== 'strict';
    if (isFit) return read.backend;
    if (whenDown === 'strict') throw new OwnerUnavailableError();
    keeps.onOwnerAbandoned();
    return undefined;
  }

  private fieldFor(exchange: Exchange, backend: Backend): string {
    const { pool } = exchange;
    const { path, sameSite, maxAge } = this.settings;
    const age = maxAge === undefined ? '' : `; Max-Age=${Math.floor(maxAge / 1000)}`;
    // Browsers take SameSite=None only from secure cookies.
    const secure = isEncrypted(exchange) || sameSite === 'none' ? '; Secure' : '';
    const site = sameSite[0].toUpperCase() + sameSite.slice(1);
    return `${this.cookieNameIn(pool)}=${this.signed.valueFor(pool, backend)}; Path=${path}${age}; HttpOnly; SameSite=${site}${secure}`;
  }

  private cookieNameIn({ name: pool }: Pool): string {
    const known = this.settings.name ?? this.cookieNames.get(pool);
    if (known !== undefined) return known;
    const made = defaultCookieName(this.rule, pool);
    this.cookieNames.set(pool, made);
    return made;
  }
}

/** The same in every gateway, and another one for each rule and pool: a browser keeps one cookie of a name. */
export function defaultCookieName(rule: string, pool: string): string {
  // The names of rules and pools hold no slash.
  return `lb-${createHash('sha256').update(`${rule}/${pool}`).digest('hex').slice(0, 10)}`;
}

/** Whether the client itself uses TLS: before a trusted proxy, only that one knows. */
function isEncrypted({ client, request }: Exchange): boolean {
  if (client.scheme === 'https') return true;
  const forwarded = client.isTrusted ? headerValue(request.rawHeaders, 'x-forwarded-proto') : undefined;
  return forwarded?.split(',', 1)[0].trim().toLowerCase() === 'https';
}

/** Gives the client its cookie with the answer of the backend that serves it from now on. */
class CookieKeeping implements OwnershipTracker {
  private isStale = false;
  private isDeputised = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly named: Backend | undefined,
    private readonly whenDown: OwnerUnavailablePolicy,
    private readonly fieldFor: (backend: Backend) => string,
  ) {}

  /** The cookie that came was signed with a key that will not be believed for ever. */
  renew(): void {
    this.isStale = true;
  }

  onResponseHead(backend: Backend, { status }: { readonly status: number }): boolean {
    const isNew = this.isStale || backend !== this.named;
    if (status < 400 && isNew && !this.isDeputised)
      this.exchange.addResponseFields(['Set-Cookie', this.fieldFor(backend)]);
    return false;
  }

  onOwnerAbandoned(): void {
    const { exchange } = this;
    exchange.owner = undefined;
    exchange.allowsFallback = false;
    this.isDeputised = this.whenDown === 'fallback';
    exchange.reason = this.isDeputised ? 'fallback' : 'moved';
  }

  onComplete(): void {
    // The client has been told with the head of the answer.
  }
}
