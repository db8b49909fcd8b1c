import { type MaybePromise, whenReady } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { type Authenticator, type AuthenticationResult } from './authenticator';

/** Several ways to prove who one is: `any` takes the first that holds, `all` wants each of them. */
export class CombinedAuthenticator implements Authenticator {
  readonly challenge: string;
  readonly wanted: string;

  constructor(
    private readonly checks: readonly Authenticator[],
    private readonly mode: 'any' | 'all',
  ) {
    this.challenge = checks.map(({ challenge }) => challenge).join(', ');
    this.wanted = checks.map(({ wanted }) => wanted).join(mode === 'any' ? ', or ' : ', and ');
  }

  check(exchange: Exchange): MaybePromise<AuthenticationResult> {
    return this.checkFrom(0, exchange, 'absent');
  }

  strip(exchange: Exchange): void {
    for (const check of this.checks) check.strip(exchange);
  }

  open(): void {
    for (const check of this.checks) check.open();
  }

  close(): void {
    for (const check of this.checks) check.close();
  }

  /** With `all`, the first one's identity is the client's: the others only have to hold. */
  private checkFrom(
    at: number,
    exchange: Exchange,
    before: AuthenticationResult,
  ): MaybePromise<AuthenticationResult> {
    if (at === this.checks.length) return before;
    return whenReady(this.checks[at].check(exchange), (found) => {
      const holds = typeof found === 'object';
      if (this.mode === 'any') {
        if (holds) return found;
        // Invalid credentials of one kind explain the refusal better than missing credentials of another.
        return this.checkFrom(at + 1, exchange, before === 'invalid' ? before : found);
      }
      if (!holds) return found;
      return this.checkFrom(at + 1, exchange, typeof before === 'object' ? before : found);
    });
  }
}
