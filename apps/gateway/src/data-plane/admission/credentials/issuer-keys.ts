import { errors, type FlattenedJWSInput, type JWSHeaderParameters } from 'jose';
import { type AuthUnavailableError } from '../../errors/admission.errors';
import { type Clock, type Timer } from '../../../platform/clock';
import { type AuthServiceReports } from './auth-service-reports';
import { type KeySet, requestKeys } from './issuer-key-request';

/** The gateway asks for the keys again after this time. */
export const REFRESH_MS = 10 * 60_000;
/** It asks again so soon if that failed; and tokens with an unknown key make it ask at most that often. */
export const COOLDOWN_MS = 10_000;
/** Keys of this age are used no longer, whether there are others or not. */
export const MAX_AGE_MS = 24 * 3_600_000;

/**
 * The keys of one issuer. A request waits for them only while there are none, and if its token names a key that is not
 * among them; all such requests wait for the same answer. Keys stay in use while their refresh fails.
 */
export class IssuerKeys {
  private keys: KeySet | undefined;
  private keysFrom = -Infinity;
  /** Why the last request for keys failed; undefined if it did not. */
  private failure: AuthUnavailableError | undefined;
  private askedForUnknownAt = -Infinity;
  private pending: Promise<KeySet> | undefined;
  private refreshing: Timer | undefined;
  private isOpen = false;

  constructor(
    private readonly url: string,
    private readonly clock: Clock,
    private readonly reports: AuthServiceReports,
  ) {}

  /** Begins to refresh the keys in the background, once there are some. */
  open(): void {
    this.isOpen = true;
    if (this.keys !== undefined) this.refreshAfter(REFRESH_MS);
  }

  close(): void {
    this.isOpen = false;
    this.refreshing?.cancel();
  }

  /**
   * Finds the key of a token, in the form that `jwtVerify` expects.
   *
   * @throws AuthUnavailableError if the keys cannot be loaded; an error of jose if the issuer has no such key,
   * or several.
   */
  readonly find = async (header: JWSHeaderParameters, token: FlattenedJWSInput) => {
    const keys = this.usable ?? (await this.request());
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await this.keysForUnknown();
      if (newer === keys || newer === undefined) throw this.failure ?? error;
      return newer(header, token);
    }
  };

  private get usable(): KeySet | undefined {
    return this.clock.now() - this.keysFrom < MAX_AGE_MS ? this.keys : undefined;
  }

  /** The issuer may have a new key. While its server fails, the request need not wait for the next failure. */
  private async keysForUnknown(): Promise<KeySet | undefined> {
    const now = this.clock.now();
    if (this.pending === undefined && now - this.askedForUnknownAt < COOLDOWN_MS) return this.usable;
    const hasFailed = this.failure !== undefined;
    if (this.pending === undefined) this.askedForUnknownAt = now;
    const asked = this.request();
    if (!hasFailed) return asked;
    // The failure is reported where it happens.
    asked.catch(() => undefined);
    return undefined;
  }

  private request(): Promise<KeySet> {
    this.pending ??= this.ask().finally(() => (this.pending = undefined));
    return this.pending;
  }

  private async ask(): Promise<KeySet> {
    try {
      this.keys = await requestKeys(this.url, this.clock);
      this.keysFrom = this.clock.now();
      this.failure = undefined;
      this.refreshAfter(REFRESH_MS);
      return this.keys;
    } catch (error) {
      this.failure = error as AuthUnavailableError;
      if (this.usable !== undefined) this.standBy(this.failure);
      throw error;
    }
  }

  /** The keys there are remain in use. */
  private standBy({ failureCause }: AuthUnavailableError): void {
    const age = this.clock.now() - this.keysFrom;
    this.reports.tellRefreshFailed({ url: this.url, cause: failureCause, age, maxAge: MAX_AGE_MS });
    this.refreshAfter(COOLDOWN_MS);
  }

  private refreshAfter(milliseconds: number): void {
    this.refreshing?.cancel();
    if (!this.isOpen) return;
    this.refreshing = this.clock.after(milliseconds, () => {
      // A failure is reported where it happens.
      this.request().catch(() => undefined);
    });
  }
}
