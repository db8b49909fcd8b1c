import { ForbiddenError, UnauthenticatedError } from '../../errors/admission.errors';
import { type MaybePromise, whenReady } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { type Authenticator, type AuthenticationResult } from './authenticator';

/** Checks the credentials that a route requires. */
export class Authentication {
  constructor(
    private readonly credentials: Authenticator,
    /** All of them are required. */
    private readonly scopes: readonly string[],
    /** True if the credentials are kept from the backend. */
    private readonly strips: boolean,
  ) {}

  /**
   * Sets `exchange.identity`.
   *
   * @throws UnauthenticatedError, ForbiddenError, AuthUnavailableError
   */
  check(exchange: Exchange): MaybePromise<void> {
    return whenReady(this.credentials.check(exchange), (found) => this.admit(exchange, found));
  }

  open(): void {
    this.credentials.open();
  }

  close(): void {
    this.credentials.close();
  }

  private admit(exchange: Exchange, found: AuthenticationResult): void {
    const { challenge, wanted } = this.credentials;
    if (found === 'absent') throw new UnauthenticatedError(`Send ${wanted}.`, challenge);
    if (found === 'invalid') throw new UnauthenticatedError('These credentials are not valid.', challenge);
    const missing = this.scopes.filter((scope) => !found.scopes.includes(scope));
    if (missing.length > 0)
      throw new ForbiddenError(`These credentials lack the scope ${missing.join(' and ')}.`);
    exchange.identity = found;
    if (this.strips) this.credentials.strip(exchange);
  }
}
