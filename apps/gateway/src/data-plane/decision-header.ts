import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock';
import { ErrorGuard } from '../platform/error.guard';
import { type Exchange } from './exchange/exchange';
import { inField } from './exchange/identity';
import { ProxySettings } from './exchange/proxy-settings';

/** The header that tells which way a request went, and why. */
export const DECISION_HEADER = 'X-Gateway-Decision';

/** Tells clients which way their request went, where the configuration says so. It cannot make an answer fail. */
@Injectable()
export class DecisionHeader {
  constructor(
    private readonly settings: ProxySettings,
    @Inject(Clock) private readonly clock: Clock,
    private readonly guard: ErrorGuard,
  ) {}

  /**
   * Returns the value, such as `rule=items; backend=b2; reason=owner; age=31s`; the age is how long the owner
   * has been known. Returns undefined if clients do not get the header.
   */
  valueFor(exchange: Exchange): string | undefined {
    if (!this.settings.debugHeaders) return undefined;
    try {
      return this.textOf(exchange);
    } catch (error) {
      this.guard.note(DECISION_HEADER, error);
      return undefined;
    }
  }

  /** Names may hold what a header field may not. */
  private textOf(exchange: Exchange): string {
    const { owner, rule, reason, ownedSince } = exchange.placement;
    const backend = exchange.attempts.respondedBy ?? owner;
    const parts = [`reason=${reason}`];
    if (backend !== undefined) parts.unshift(`backend=${inField(backend.id)}`);
    if (rule !== undefined) parts.unshift(`rule=${inField(rule)}`);
    if (ownedSince !== undefined) {
      parts.push(`age=${Math.max(0, Math.floor((this.clock.wallTime() - ownedSince) / 1000))}s`);
    }
    return parts.join('; ');
  }
}
