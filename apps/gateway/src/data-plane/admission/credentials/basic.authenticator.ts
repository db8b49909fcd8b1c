import { hash, randomBytes } from 'node:crypto';
import { type Watched } from '../../../platform/files/watched-files';
import { RateLimitedError } from '../../errors/admission.errors';
import { type Clock } from '../../../platform/clock';
import { type MaybePromise } from '../../../platform/maybe-promise';
import { type Exchange } from '../../exchange/exchange';
import { type Identity } from '../../exchange/identity';
import { authorization } from './bearer-token';
import { BoundedCache } from './bounded-cache';
import { type Authenticator, type AuthenticationResult } from './authenticator';
import { type PasswordUser } from './password-file';
import { matchesPassword } from './password-hash';

const MAX_LENGTH = 1024;
const MAX_REMEMBERED = 1_000;
const REMEMBER_MS = 60_000;
/** Hashing is dear by design: so many at a time, and the rest is refused, or strangers could keep every core busy. */
const MAX_AT_ONCE = 4;

/** User name and password (RFC 7617), checked against slow hashes; what has held is remembered for a minute. */
export class BasicAuthenticator implements Authenticator {
  readonly challenge = 'Basic realm="load-distributer", charset="UTF-8"';
  readonly wanted = 'a user name and a password';
  private readonly known = new BoundedCache<Identity>(MAX_REMEMBERED);
  // The salt makes the cached digests useless outside this process.
  private readonly salt = randomBytes(16).toString('hex');
  private hashing = 0;

  constructor(
    private readonly users: Watched<ReadonlyMap<string, PasswordUser>>,
    private readonly clock: Clock,
  ) {}

  check({ request }: Exchange): MaybePromise<AuthenticationResult> {
    const given = authorization(request.rawHeaders, 'basic');
    if (given === undefined) return 'absent';
    if (given === '' || given.length > MAX_LENGTH) return 'invalid';
    const text = Buffer.from(given, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    const user = colon === -1 ? undefined : this.users.value.get(text.slice(0, colon));
    // A hash that changed in the file is another key, so a changed password is asked for at once.
    const key = hash('sha256', `${this.salt}${given}${user?.hash ?? ''}`, 'hex');
    return this.known.get(key, this.clock.wallTime()) ?? this.compare(user, text.slice(colon + 1), key);
  }

  strip(exchange: Exchange): void {
    exchange.head.withhold('authorization');
  }

  open(): void {
    this.users.watch();
  }

  close(): void {
    this.users.close();
  }

  private async compare(
    user: PasswordUser | undefined,
    password: string,
    key: string,
  ): Promise<AuthenticationResult> {
    if (this.hashing >= MAX_AT_ONCE)
      throw new RateLimitedError('Too many passwords are being checked at the moment.', 1);
    this.hashing++;
    try {
      // For a user who does not exist another one's hash is made, so that the time does not tell who does.
      const [anyone] = this.users.value.values();
      const matches = await matchesPassword(password, (user ?? anyone)?.hash);
      if (!matches || user === undefined) return 'invalid';
      this.known.put(key, user.identity, this.clock.wallTime() + REMEMBER_MS);
      return user.identity;
    } finally {
      this.hashing--;
    }
  }
}
