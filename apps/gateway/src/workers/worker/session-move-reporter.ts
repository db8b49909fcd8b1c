import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { moveOf } from '../../admin/events/session-moves';
import { Link } from '../../platform/ipc/ipc-link';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver, ExchangeOutcomes } from '../../data-plane/exchange/exchange-lifecycle';
import { type PrimaryLink } from '../topics';

/** Tells the primary of sticky sessions that requests have moved. */
@Injectable()
export class MovedSessions implements ExchangeObserver, OnModuleInit {
  constructor(
    @Inject(Link) private readonly link: PrimaryLink,
    private readonly outcomes: ExchangeOutcomes,
  ) {}

  onModuleInit(): void {
    this.outcomes.observe(this);
  }

  begun(): void {
    // Nothing is known of it yet.
  }

  ended(exchange: Exchange): void {
    const move = moveOf(exchange);
    if (move !== undefined) this.link.tell('moved', move);
  }
}
