import { type Clock, type Timer } from '../../platform/clock';
import { type Random } from '../../platform/random';
import { type BackendQuery } from './backend-query';
import { type BackendSource, type SourceListener } from './backend.source';

/** How much later or sooner a failed question is asked again, so that gateways do not ask in step. */
const JITTER = 0.2;

/** How soon a question that has failed is asked again, in milliseconds: after each failure twice as late. */
export interface RetryPace {
  readonly least: number;
  readonly most: number;
}

/** A source that is asked again and again: when its answer says so, and after failures later and later. */
export class PolledSource implements BackendSource {
  private listener: SourceListener | undefined;
  private asking: AbortController | undefined;
  private timer: Timer | undefined;
  private failures = 0;

  constructor(
    readonly name: string,
    private readonly query: BackendQuery,
    private readonly pace: RetryPace,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  start(listener: SourceListener): void {
    this.listener = listener;
    void this.ask(false);
  }

  look(): void {
    this.interrupt();
    void this.ask(true);
  }

  stop(): void {
    this.listener = undefined;
    this.interrupt();
  }

  private interrupt(): void {
    this.timer?.cancel();
    this.asking?.abort();
  }

  private async ask(isLook: boolean): Promise<void> {
    const asking = (this.asking = new AbortController());
    const next = await this.query.ask(asking.signal, isLook).then(
      ({ backends, skipped, again }) =>
        () => {
          this.failures = 0;
          this.listener?.found(backends, skipped);
          return again;
        },
      (error: unknown) => () => {
        this.listener?.failed(error instanceof Error ? error.message : String(error));
        return this.retryIn();
      },
    );
    // A newer query has begun, or the source has stopped.
    if (asking.signal.aborted) return;
    const wait = next();
    // The listener may have stopped the source, or started another query.
    if (asking.signal.aborted || this.asking !== asking) return;
    this.timer = this.clock.after(wait, () => void this.ask(false));
  }

  private retryIn(): number {
    const { least, most } = this.pace;
    const wait = Math.min(most, least * 2 ** Math.min(this.failures++, 30));
    return wait * (1 + JITTER * (2 * this.random.fraction() - 1));
  }
}
