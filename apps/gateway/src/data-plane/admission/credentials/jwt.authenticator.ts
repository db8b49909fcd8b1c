import { type KeyObject } from 'node:crypto';
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, type JWTVerifyOptions } from 'jose';
import { AuthUnavailableError, BEARER_CHALLENGE } from '../../errors/admission.errors';
import { socketFailure } from '../../errors/socket-failure';
import { type Clock } from '../../../platform/clock';
import { type MaybePromise } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { claimText, Identity } from '../../exchange/identity';
import { cookieValues } from '../../http/request-values';
import { authorization } from './bearer-token';
import { BoundedCache } from './bounded-cache';
import { type Authenticator, type AuthenticationResult } from './authenticator';

/** Requirements for a token; times in milliseconds. */
export interface JwtDemands {
  /** Accepted algorithms, never `none`. */
  readonly algorithms: readonly string[];
  /** Where the keys of the issuer are asked for. */
  readonly jwks?: string | undefined;
  readonly issuer?: string | undefined;
  readonly audience?: string | undefined;
  readonly clockSkew: number;
  /** Claims that must have exactly these values. */
  readonly claims: Readonly<Record<string, string>>;
  /** A cookie that may hold the token, beside `Authorization: Bearer`. */
  readonly cookie?: string | undefined;
}

/** Verifies one token; a key, or a way to find the one that a token names. */
export type JwtKey = KeyObject | JWTVerifyGetKey;

const MAX_TOKEN_LENGTH = 8 * 1024;
const MAX_REMEMBERED = 10_000;
/** A token is verified again after this time, so that a key that was withdrawn does not count for ever. */
const REMEMBER_MS = 5 * 60_000;

/** JSON Web Tokens (RFC 7519, RFC 8725): verified once, and remembered for as long as they are valid. */
export class JwtAuthenticator implements Authenticator {
  readonly challenge = BEARER_CHALLENGE;
  readonly wanted = 'a token as "Authorization: Bearer …"';
  private readonly known = new BoundedCache<Identity>(MAX_REMEMBERED);
  private readonly options: JWTVerifyOptions;

  constructor(
    private readonly demands: JwtDemands,
    private readonly key: JwtKey,
    private readonly clock: Clock,
  ) {
    const { algorithms, issuer, audience, clockSkew } = demands;
    this.options = {
      algorithms: [...algorithms],
      requiredClaims: ['exp'],
      clockTolerance: clockSkew / 1000,
      ...(issuer !== undefined && { issuer }),
      ...(audience !== undefined && { audience }),
    };
  }

  check({ request }: Exchange): MaybePromise<AuthenticationResult> {
    const { cookie } = this.demands;
    const bearer = authorization(request.rawHeaders, 'bearer');
    const cookies = cookie === undefined ? [] : cookieValues(request.rawHeaders, cookie);
    const token = bearer ?? cookies[0];
    if (token === undefined) return 'absent';
    // A backend might take another one.
    if (cookies.length > 1 || cookies.some((value) => value !== token)) return 'invalid';
    if (token === '' || token.length > MAX_TOKEN_LENGTH) return 'invalid';
    return this.known.get(token, this.clock.wallTime()) ?? this.verify(token);
  }

  strip(exchange: Exchange): void {
    exchange.head.withhold('authorization');
    if (this.demands.cookie !== undefined) exchange.head.withholdCookie(this.demands.cookie);
  }

  open(): void {}

  close(): void {}

  private async verify(token: string): Promise<AuthenticationResult> {
    const now = this.clock.wallTime();
    const options = { ...this.options, currentDate: new Date(now) };
    try {
      const payload = await this.payloadOf(token, options);
      if (!isWellFormed(payload) || !this.holdsClaims(payload)) return 'invalid';
      const identity = identityOf(payload);
      const ends = payload.exp! * 1000 + this.demands.clockSkew;
      this.known.put(token, identity, Math.min(ends, now + REMEMBER_MS));
      return identity;
    } catch (error) {
      if (error instanceof AuthUnavailableError) throw error;
      if (isAboutToken(error)) return 'invalid';
      throw new AuthUnavailableError(this.demands.jwks!, socketFailure(error));
    }
  }

  private async payloadOf(token: string, options: JWTVerifyOptions): Promise<JWTPayload> {
    const { key } = this;
    if (typeof key !== 'function') return (await jwtVerify(token, key, options)).payload;
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      return await payloadByAny(error, token, options);
    }
  }

  private holdsClaims(payload: JWTPayload): boolean {
    return Object.entries(this.demands.claims).every(([name, value]) => claimText(payload, name) === value);
  }
}

/**
 * True if the registered claims have the types that RFC 7519 §4.1 gives them. Other claims are checked where they are
 * read, see `claimText`.
 */
function isWellFormed({ iss, sub, jti, aud, exp, nbf, iat }: JWTPayload): boolean {
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const texts = [iss, sub, jti, ...audiences];
  const times = [exp, nbf, iat];
  return (
    texts.every((text) => text === undefined || typeof text === 'string') &&
    times.every((time) => time === undefined || Number.isFinite(time))
  );
}

function identityOf(payload: JWTPayload): Identity {
  const { scope, scp } = payload as { scope?: unknown; scp?: unknown };
  const listed: readonly unknown[] = Array.isArray(scp) ? scp : [];
  const scopes =
    typeof scope === 'string' ? scope.split(' ') : listed.filter((each) => typeof each === 'string');
  return new Identity({
    kind: 'jwt',
    name: payload.sub ?? '',
    scopes: scopes.filter((each) => each !== ''),
    claims: payload,
  });
}

/** A token that names no key may be of any that fits (RFC 7515 §4.1.4). */
async function payloadByAny(
  keys: errors.JWKSMultipleMatchingKeys,
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  for await (const key of keys) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    }
  }
  throw new errors.JWSSignatureVerificationFailed();
}

/** True if the token is at fault, not the way to its key. */
function isAboutToken(error: unknown): boolean {
  return error instanceof errors.JOSEError && !(error instanceof errors.JWKSInvalid);
}
