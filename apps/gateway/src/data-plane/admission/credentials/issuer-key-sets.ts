import { type Clock } from '../../../platform/clock';
import { type AuthServiceReports } from './auth-service-reports';
import { IssuerKeys } from './issuer-keys';

/**
 * The keys of all issuers that the routes of a configuration name. Routes with the same URL share them, and keys outlive
 * a reload of the configuration, because the server of the keys may be away at that time.
 */
export class IssuerKeySets {
  private readonly own = new Map<string, IssuerKeys>();
  private readonly former: ReadonlyMap<string, IssuerKeys>;

  constructor(
    private readonly clock: Clock,
    private readonly reports: AuthServiceReports,
    former?: IssuerKeySets,
  ) {
    this.former = former?.own ?? new Map();
  }

  of(url: string): IssuerKeys {
    const known = this.own.get(url) ?? this.former.get(url);
    const keys = known ?? new IssuerKeys(url, this.clock, this.reports);
    this.own.set(url, keys);
    return keys;
  }

  open(): void {
    for (const keys of this.own.values()) keys.open();
  }

  close(): void {
    for (const keys of this.own.values()) keys.close();
  }
}
