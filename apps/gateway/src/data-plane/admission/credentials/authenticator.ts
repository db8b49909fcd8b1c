import { type MaybePromise } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { type Identity } from '../../exchange/identity';

/** The result of a check: the client's identity, no credentials of this kind, or invalid credentials. */
export type AuthenticationResult = Identity | 'absent' | 'invalid';

/** One way for a client to prove who it is. */
export interface Authenticator {
  /** As `WWW-Authenticate` names it (RFC 9110 §11.6.1). */
  readonly challenge: string;
  /** Names the credentials that the client should send; the client reads it. */
  readonly wanted: string;
  /** Never throws for what a client sent; a ProxyError when the check cannot be made. */
  check(exchange: Exchange): MaybePromise<AuthenticationResult>;
  /** Takes the credentials out of what continues to the backend. */
  strip(exchange: Exchange): void;
  /** Begins whatever runs beside the requests: watching files. */
  open(): void;
  close(): void;
}
