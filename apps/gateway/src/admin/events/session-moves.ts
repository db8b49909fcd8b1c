import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { ExchangeLifecycle, type ExchangeObserver } from '../../data-plane/exchange/exchange-lifecycle';
import { EventLog } from './event-log';

/** Moves that are reported one by one in a second; beyond that, only their number is reported. */
const MAX_MOVES = 5;
const SECOND_MS = 1_000;

/** A session of `rule` has come to a backend. */
export interface SessionMove {
  readonly rule: string;
  readonly pool: string;
  readonly backend: string;
}

/** Returns the move that an ended request has caused. */
export function moveOf({ placement, attempts, status, pool }: Exchange): SessionMove | undefined {
  const { reason, rule } = placement;
  const { respondedBy } = attempts;
  if (reason !== 'moved' || respondedBy === undefined || status < 200 || status >= 300) return undefined;
  return { rule: rule!, pool: pool.name, backend: respondedBy.id };
}

/** Tells of sticky sessions that requests have moved, since their owners were not available. */
@Injectable()
export class SessionMoves implements ExchangeObserver, OnApplicationBootstrap, OnModuleDestroy {
  private moves = 0;
  private timer: Timer | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly outcomes: ExchangeLifecycle,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.outcomes.observe(this);
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  begun(): void {
    // Nothing is known of it yet.
  }

  ended(exchange: Exchange): void {
    const move = moveOf(exchange);
    if (move !== undefined) this.note(move);
  }

  /** A request, here or in another process, has moved a session. */
  note({ rule, pool, backend }: SessionMove): void {
    this.timer ??= this.clock.after(SECOND_MS, () => this.sum());
    if (++this.moves > MAX_MOVES) return;
    const message = `A sticky session of ${rule} moved to ${backend}, because its owner is not available`;
    this.log.append({ kind: 'session.moved', message, pool, backend, to: backend });
  }

  private sum(): void {
    const more = this.moves - MAX_MOVES;
    if (more > 0) this.log.append({ kind: 'session.moved', message: `${more} more sticky sessions moved` });
    this.moves = 0;
    this.timer = undefined;
  }
}
