import { createHash } from 'node:crypto';
import { OwnerUnavailableError } from '../../errors/availability.errors';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';
import { type Exchange } from '../../exchange/exchange';
import { type OwnershipTracker, type Placement, UNPLACED } from '../../exchange/placement';
import { cookieValues, headerValue } from '../../http/request-values';
import {
  actionFor,
  type OwnerUnavailablePolicy,
  type OwnerUnavailableSettings,
  waitFor,
} from '../owner-unavailable-policy';
import { type CookieReading, SignedCookie } from './signed-cookie';

/** Settings of a rule that stores the owner in a cookie of the client. */
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
    private readonly onOwnerUnavailable: OwnerUnavailableSettings,
  ) {
    this.signed = new SignedCookie(rule, settings.keys);
  }

  /** Reads the client's cookie: the first valid one of several; undefined without a valid one. */
  named({ request, pool }: Exchange): CookieReading | undefined {
    for (const value of cookieValues(request.rawHeaders, this.cookieNameIn(pool))) {
      const read = this.signed.read(pool, value);
      if (read !== undefined) return read;
    }
    return undefined;
  }

  place(exchange: Exchange, hasWaited = false): Placement {
    const read = this.named(exchange);
    const { wait, then: whenDown } = actionFor(this.onOwnerUnavailable, exchange.head.method);
    const placed: Placement = {
      ...UNPLACED,
      rule: this.rule,
      reason: read === undefined ? 'miss' : 'cookie',
    };
    const tracker = new CookieKeeping(exchange, placed, read, whenDown, (backend) =>
      this.fieldFor(exchange, backend),
    );
    if (read === undefined) return { ...placed, tracker };
    const isEligible = read.backend.acceptsOwnedRequests && (whenDown === 'fail' || !read.backend.isEjected);
    const limit = hasWaited ? 0 : wait;
    const ownerWait = waitFor(read.backend, limit, (isOver) => this.place(exchange, isOver));
    if (isEligible || (!read.backend.acceptsOwnedRequests && ownerWait !== undefined))
      return { ...placed, owner: read.backend, mayFallback: whenDown !== 'fail', ownerWait, tracker };
    if (whenDown === 'fail') return { ...placed, tracker, refusal: new OwnerUnavailableError() };
    return tracker.onOwnerAbandoned();
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

/** True if the client itself uses TLS. Behind a trusted proxy, only the proxy knows. */
function isEncrypted({ client, request }: Exchange): boolean {
  if (client.scheme === 'https') return true;
  const forwarded = client.isTrusted ? headerValue(request.rawHeaders, 'x-forwarded-proto') : undefined;
  return forwarded?.split(',', 1)[0].trim().toLowerCase() === 'https';
}

/** Gives the client its cookie with the response of the backend that serves it from now on. */
class CookieKeeping implements OwnershipTracker {
  private servedByFallback = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly placed: Placement,
    /** Undefined if the client brought no valid cookie. */
    private readonly read: CookieReading | undefined,
    private readonly whenDown: OwnerUnavailablePolicy,
    private readonly fieldFor: (backend: Backend) => string,
  ) {}

  onResponseHead(backend: Backend, { status }: { readonly status: number }): undefined {
    // An old key signed the cookie: the gateway will not accept it for ever.
    const isNew = this.read?.isOld === true || backend !== this.read?.backend;
    if (status < 400 && isNew && !this.servedByFallback)
      this.exchange.addResponseFields(['Set-Cookie', this.fieldFor(backend)]);
    return undefined;
  }

  onOwnerAbandoned(): Placement {
    this.servedByFallback = this.whenDown === 'fallback';
    return { ...this.placed, tracker: this, reason: this.servedByFallback ? 'fallback' : 'moved' };
  }

  onComplete(): void {
    // The client got its cookie with the head of the response.
  }
}
