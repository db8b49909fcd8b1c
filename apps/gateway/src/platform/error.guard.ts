import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from './clock';
import { hiddenText, LogLimiter } from './log-limiter';

/**
 * Takes what observers and event handlers throw: no observer can end a request, and no event handler the process. Each
 * error is counted, and one of them in ten seconds is logged for each source.
 */
@Injectable()
export class ErrorGuard {
  private readonly logger = new Logger('Gateway');
  private readonly limiter: LogLimiter;
  /** Errors since the start, by source: the class of the observer, or the kind of the event. */
  readonly counts = new Map<string, number>();

  constructor(@Inject(Clock) clock: Clock) {
    this.limiter = new LogLimiter(clock);
  }

  /** Never throws. `source` comes from the code, never from a client or backend. */
  note(source: string, error: unknown): void {
    this.counts.set(source, (this.counts.get(source) ?? 0) + 1);
    const hidden = this.limiter.admit(source);
    if (hidden === undefined) return;
    try {
      const stack = error instanceof Error ? error.stack : undefined;
      this.logger.error(
        `${source} failed with an internal error: ${describe(error)}${hiddenText(hidden)}`,
        stack,
      );
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
