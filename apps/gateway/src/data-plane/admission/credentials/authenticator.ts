import { type MaybePromise } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { type Identity } from '../../exchange/identity';

/** What a check found: who it is, that the request shows no such credentials, or that they do not hold. */
export type AuthenticationResult = Identity | 'absent' | 'invalid';

/** One way for a client to prove who it is. */
export interface Authenticator {
  /** As `WWW-Authenticate` names it (RFC 9110 §11.6.1). */
  readonly challenge: string;
  /** What to send, for the client to read. */
  readonly wanted: string;
  /** Never throws for what a client sent; a ProxyError when the check cannot be made. */
  check(exchange: Exchange): MaybePromise<AuthenticationResult>;
  /** Takes the credentials out of what continues to the backend. */
  strip(exchange: Exchange): void;
  /** Begins whatever runs beside the requests: watching files. */
  open(): void;
  close(): void;
}
