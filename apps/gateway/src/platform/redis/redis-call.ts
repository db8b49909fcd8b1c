import { type Expiring } from '../deadlines';
import { isRefusal } from './redis-link';
import { refusalIn } from './refusal';
import { RedisRefusedError, RedisUnavailableError } from './redis-unavailable.error';

/** A call as reported in metrics. */
export interface TimedCall extends Expiring {
  /** The operation, for metrics. */
  readonly operation: string;
  readonly sentAt: number;
}

/** Observes the outcome of calls. */
export interface CallObserver {
  answered(call: TimedCall): void;
  failed(call: TimedCall, error: RedisUnavailableError): void;
}

/** One command on its way to Redis and back: it ends by an answer, by an error or by its deadline, once. */
export class RedisCall<T> implements TimedCall {
  readonly answer: Promise<T>;
  private resolve!: (answer: T) => void;
  private reject!: (error: RedisUnavailableError) => void;
  private hasEnded = false;

  constructor(
    public deadline: number,
    private readonly observer: CallObserver,
    readonly operation: string,
    readonly sentAt: number,
  ) {
    this.answer = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  readonly succeed = (answer: unknown): void => {
    // The caller has given up; a late response proves only that Redis is alive.
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.observer.answered(this);
    this.resolve(answer as T);
  };

  readonly fail = (cause: unknown): void => this.end(failureOf(cause));

  expire(): void {
    this.deadline = Infinity;
    // If it was this process that had no time, the answer has arrived and is read before that.
    setImmediate(() => this.end(new RedisUnavailableError('no response within the time limit')));
  }

  private end(error: RedisUnavailableError): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.observer.failed(this, error);
    this.reject(error);
  }
}

/** Tells what Redis has answered from what has become of the connection. */
export function failureOf(cause: unknown): RedisUnavailableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return isRefusal(cause) ? new RedisRefusedError(refusalIn(message)) : new RedisUnavailableError(message);
}
