import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock';

/** Each source of errors is logged at most once in this time. */
const LOG_INTERVAL_MS = 10_000;

/**
 * Takes what observers and event handlers throw: no observer can end a request, and no event handler the process. Each
 * error is counted, and one of them in ten seconds is logged for each source.
 */
@Injectable()
export class ErrorGuard {
  private readonly logger = new Logger('Gateway');
  private readonly loggedAt = new Map<string, number>();
  /** Errors since the start, by source: the class of the observer, or the kind of the event. */
  readonly counts = new Map<string, number>();

  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** Never throws. `source` comes from the code, never from a client or backend. */
  note(source: string, error: unknown): void {
    this.counts.set(source, (this.counts.get(source) ?? 0) + 1);
    const now = this.clock.now();
    const last = this.loggedAt.get(source);
    if (last !== undefined && now - last < LOG_INTERVAL_MS) return;
    this.loggedAt.set(source, now);
    try {
      const stack = error instanceof Error ? error.stack : undefined;
      this.logger.error(`${source} failed by an internal error: ${describe(error)}`, stack);
    } catch {
      // The logger is an observer, too, and the error is counted.
    }
  }
}

/** Anything can be thrown, also what has no text. */
function describe(error: unknown): string {
  try {
    return String(error);
  } catch {
    return typeof error;
  }
}
