import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuthUnavailableError } from '../../data-plane/errors/admission.errors';
import { type FailureCause } from '../../data-plane/errors/failure-cause';
import { Clock } from '../../platform/clock';
import { hiddenText, LogLimiter } from '../../platform/log-limiter';
import { METRICS } from '../../platform/metrics/catalogue';
import { Metrics } from '../../platform/metrics/metrics';
import { type Exchange } from '../../data-plane/exchange/exchange';
import {
  type AuthServiceObserver,
  type FailedRefresh,
} from '../../data-plane/admission/credentials/auth-service-reports';
import { type ExchangeObserver } from '../../data-plane/exchange/exchange-lifecycle';

/** Says why the credentials of requests cannot be checked: which service fails, and how. */
@Injectable()
export class AuthFailureLog implements ExchangeObserver, AuthServiceObserver {
  private readonly logger = new Logger('Auth');
  private readonly limiter: LogLimiter;

  constructor(
    @Inject(Clock) clock: Clock,
    private readonly metrics: Metrics,
  ) {
    this.limiter = new LogLimiter(clock);
  }

  begun(): void {
    // The service has not been called yet.
  }

  ended({ failure }: Exchange): void {
    if (!(failure instanceof AuthUnavailableError)) return;
    const service = shown(failure.service);
    const hidden = this.count(service, failure.failureCause);
    if (hidden !== undefined)
      this.logger.warn(
        `Cannot check credentials, because ${service} fails: ${failure.failureCause.text}${hiddenText(hidden)}`,
      );
  }

  refreshFailed({ url, cause, age, maxAge }: FailedRefresh): void {
    const service = shown(url);
    const hidden = this.count(service, cause);
    if (hidden !== undefined)
      this.logger.warn(
        `Cannot refresh the keys of ${service}: ${cause.text}. The current keys are ${minutes(age)} minutes old, and are used until they are ${minutes(maxAge)} minutes old${hiddenText(hidden)}.`,
      );
  }

  /** How many lines were left out before the one to log; undefined when this one is to be left out, too. */
  private count(service: string, { kind }: FailureCause): number | undefined {
    this.metrics.counter(METRICS.authServiceFailures, service, kind).value++;
    return this.limiter.admit(`${service} ${kind}`);
  }
}

function minutes(milliseconds: number): number {
  return Math.round(milliseconds / 60_000);
}

/** Without what may be secret in it: user, password, query. */
function shown(service: string): string {
  const { origin, pathname } = new URL(service);
  return `${origin}${pathname}`;
}
