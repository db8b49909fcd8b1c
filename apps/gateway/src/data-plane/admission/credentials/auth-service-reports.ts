import { Injectable } from '@nestjs/common';
import { type FailureCause } from '../../errors/failure-cause';
import { ErrorGuard } from '../../../platform/error.guard';
import { Observers } from '../../../platform/observers';

/** A refresh of an issuer's keys that failed while the keys of an earlier refresh are still in use. */
export interface FailedRefresh {
  readonly url: string;
  readonly cause: FailureCause;
  /** Age of the keys in use, and the age at which the gateway stops using them, in milliseconds. */
  readonly age: number;
  readonly maxAge: number;
}

/** Receives failures of authentication services that no request shows. */
export interface AuthServiceObserver {
  refreshFailed(refresh: FailedRefresh): void;
}

const REFRESH_FAILED = (observer: AuthServiceObserver, refresh: FailedRefresh): void =>
  observer.refreshFailed(refresh);

/** Tells what fails beside the requests when the gateway refreshes the keys of issuers. */
@Injectable()
export class AuthServiceReports {
  private readonly observers: Observers<AuthServiceObserver>;

  constructor(guard: ErrorGuard) {
    this.observers = new Observers(guard);
  }

  observe(observer: AuthServiceObserver): void {
    this.observers.add(observer);
  }

  tellRefreshFailed(refresh: FailedRefresh): void {
    this.observers.tell(REFRESH_FAILED, refresh);
  }
}
