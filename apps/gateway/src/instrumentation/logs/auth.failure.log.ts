import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuthUnavailableError } from '../../errors/admission.errors';
import { Clock } from '../../ports/clock';
import { hiddenText, LogLimiter } from '../../ports/log.limiter';
import { METRICS } from '../../ports/metrics/catalogue';
import { Metrics } from '../../ports/metrics/metrics';
import { type Exchange } from '../../proxy/exchange';
import { type ExchangeObserver } from '../../proxy/exchange.outcomes';

/** Says why the credentials of requests cannot be checked: which service fails, and how. */
@Injectable()
export class AuthFailureLog implements ExchangeObserver {
  private readonly logger = new Logger('Auth');
  private readonly limiter: LogLimiter;

  constructor(
    @Inject(Clock) clock: Clock,
    private readonly metrics: Metrics,
  ) {
    this.limiter = new LogLimiter(clock);
  }

  begun(): void {
    // Nobody has been asked yet.
  }

  ended({ failure }: Exchange): void {
    if (!(failure instanceof AuthUnavailableError)) return;
    const service = shown(failure.service);
    const { kind, text } = failure.failureCause;
    this.metrics.counter(METRICS.authServiceFailures, service, kind).value++;
    const hidden = this.limiter.admit(`${service} ${kind}`);
    if (hidden !== undefined)
      this.logger.warn(
        `Credentials cannot be checked, because ${service} fails: ${text}${hiddenText(hidden)}`,
      );
  }
}

/** Without what may be secret in it: user, password, query. */
function shown(service: string): string {
  const { origin, pathname } = new URL(service);
  return `${origin}${pathname}`;
}
