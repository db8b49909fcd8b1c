import { type Random } from '../../apps/gateway/src/platform/random';
import { type Clock } from '../../apps/gateway/src/platform/clock';
import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import {
  UpstreamClosedError,
  UpstreamConnectError,
  UpstreamTimeoutError,
} from '../../apps/gateway/src/data-plane/errors/upstream.errors';
import { type ProxyError } from '../../apps/gateway/src/data-plane/errors/proxy.error';

/** The shortest answer takes this many milliseconds, the usual one as many more. */
const SHORTEST = 20;
const USUAL = 180;
/** So many requests at a time are worked on at full speed; more share it. */
const CORES = 8;
/** Milliseconds until a refused connection is known. */
const REFUSAL = 1;
/** Milliseconds for which an answer is waited for; what the product waits for by default. */
const RESPONSE_TIMEOUT_MS = 30_000;

/** Who waits for an answer. */
export interface Asker {
  answered(): void;
  failed(error: ProxyError): void;
}

/** The real behaviour of a backend: how long requests take, and the effects of its faults. */
export class SimulatedBackend {
  condition: 'up' | 'down' | 'stalled' = 'up';
  /** How many times as long as usual everything takes. */
  slowness = 1;
  private readonly asking = new Set<Asker>();

  constructor(
    readonly number: number,
    /** The gateway's view of it. */
    readonly known: Backend,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  ask(asker: Asker): void {
    if (this.condition === 'down')
      return void this.clock.after(REFUSAL, () => asker.failed(new UpstreamConnectError()));
    this.asking.add(asker);
    if (this.condition === 'stalled') this.keepWaiting(asker);
    else this.clock.after(this.serviceTime(), () => this.answer(asker));
  }

  /** Nothing listens any more, and what was open breaks off. */
  crash(): void {
    this.condition = 'down';
    for (const asker of [...this.asking]) this.end(asker, new UpstreamClosedError('head'));
  }

  /** From now on, all its requests wait, including those it has accepted. */
  stall(): void {
    this.condition = 'stalled';
    for (const asker of this.asking) this.keepWaiting(asker);
  }

  recover(): void {
    const waiting = this.condition === 'stalled' ? [...this.asking] : [];
    this.condition = 'up';
    this.slowness = 1;
    for (const asker of waiting) this.clock.after(this.serviceTime(), () => this.answer(asker));
  }

  private answer(asker: Asker): void {
    // Requests that were unfinished when it stalled are served after it recovers.
    if (this.condition === 'stalled') return;
    if (this.asking.delete(asker)) asker.answered();
  }

  private keepWaiting(asker: Asker): void {
    this.clock.after(RESPONSE_TIMEOUT_MS, () => this.end(asker, new UpstreamTimeoutError()));
  }

  private end(asker: Asker, error: ProxyError): void {
    if (this.asking.delete(asker)) asker.failed(error);
  }

  private serviceTime(): number {
    const work = SHORTEST - USUAL * Math.log(1 - this.random.fraction());
    return work * this.slowness * Math.max(1, this.known.inFlight / CORES);
  }
}
