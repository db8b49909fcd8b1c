import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, type Timer } from '../../ports/clock';
import { type Exchange } from '../../proxy/exchange';
import { ExchangeOutcomes, type ExchangeObserver } from '../../proxy/exchange.outcomes';
import { EventLog } from './event.log';

/** Moves that are told one by one in a second; of more only the number is. */
const MOST = 5;
const SECOND_MS = 1_000;

/** Tells of sticky sessions that requests have moved, since their owners were not available. */
@Injectable()
export class SessionMoves implements ExchangeObserver, OnApplicationBootstrap, OnModuleDestroy {
  private moves = 0;
  private timer: Timer | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly outcomes: ExchangeOutcomes,
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

  ended({ reason, rule, answeredBy, status, pool }: Exchange): void {
    if (reason !== 'moved' || answeredBy === undefined || status < 200 || status >= 300) return;
    this.timer ??= this.clock.after(SECOND_MS, () => this.sum());
    if (++this.moves > MOST) return;
    const message = `A sticky session of ${rule} moved to ${answeredBy.id}: its owner is not available`;
    this.log.append({
      kind: 'session.moved',
      message,
      pool: pool.name,
      backend: answeredBy.id,
      to: answeredBy.id,
    });
  }

  private sum(): void {
    const more = this.moves - MOST;
    if (more > 0) this.log.append({ kind: 'session.moved', message: `${more} more sticky sessions moved` });
    this.moves = 0;
    this.timer = undefined;
  }
}
