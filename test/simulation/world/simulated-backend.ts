import { type Random } from '../../../apps/gateway/src/platform/random';
import { type History } from '../history/history';
import { type ItemRequest, RecordedItems } from '../history/recorded-items';
import { type VirtualTime } from './virtual-time';
import { latency } from './wire';

/** A request as a backend gets it. */
export interface BackendRequest extends ItemRequest {
  /** Decides how long it takes, and whether the connection breaks. */
  readonly random: Random;
}

/** How the connection learns of the response. */
export interface BackendReply {
  /** True if the gateway that sent the request still lives. */
  readonly isAwaited: boolean;
  respond(status: number, isTruncated: boolean): void;
  /** The connection breaks. */
  reset(): void;
}

/** The behaviour of a backend. */
export interface BackendHabits {
  /** Part of the requests that take long, and milliseconds that they take at most. */
  readonly slowRatio: number;
  readonly slowMs: number;
  /** Part of the requests whose connection breaks. */
  readonly breakRatio: number;
  /** True if PUT creates a missing item. */
  readonly upserts: boolean;
}

/** A backend that holds items. It can stop, with or without its items, while requests are under way. */
export class SimulatedBackend {
  isUp = true;
  readonly items: RecordedItems;
  private readonly underWay = new Map<BackendReply, BackendRequest>();

  constructor(
    readonly id: string,
    private readonly time: VirtualTime,
    public habits: BackendHabits,
    history: History,
  ) {
    this.items = new RecordedItems(id, history);
  }

  receive(request: BackendRequest, reply: BackendReply): void {
    if (!this.isUp) return reply.reset();
    const { random } = request;
    const fate = random.fraction() < this.habits.breakRatio ? random.fraction() : 1;
    this.underWay.set(reply, request);
    this.time.after(this.duration(random), () => {
      if (!this.underWay.has(reply)) return;
      if (fate < 0.3) return this.end(reply, () => reply.reset());
      const status = this.items.apply(request, this.habits.upserts);
      this.time.after(latency(random), () => {
        this.end(reply, () => (fate < 0.6 ? reply.reset() : reply.respond(status, fate < 1)));
      });
    });
  }

  /** Requests under way are never processed. */
  stop(keepsItems: boolean): void {
    this.isUp = false;
    if (!keepsItems) this.items.lose();
    for (const reply of [...this.underWay.keys()]) this.end(reply, () => reply.reset());
  }

  /** Requests of dead gateways are processed now or never. */
  endUnawaited(): void {
    for (const [reply, request] of this.underWay) {
      if (reply.isAwaited) continue;
      this.underWay.delete(reply);
      if (request.random.fraction() < 0.5) this.items.apply(request, this.habits.upserts);
    }
  }

  start(): void {
    this.isUp = true;
  }

  private end(reply: BackendReply, how: () => void): void {
    if (this.underWay.delete(reply)) how();
  }

  private duration(random: Random): number {
    const { slowRatio, slowMs } = this.habits;
    return random.fraction() < slowRatio ? random.fraction() * slowMs : latency(random);
  }
}
