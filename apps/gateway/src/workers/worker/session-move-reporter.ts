import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { moveOf } from '../../admin/events/session-moves';
import { IpcLink } from '../../platform/ipc/ipc-link';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver, ExchangeLifecycle } from '../../data-plane/exchange/exchange-lifecycle';
import { type PrimaryLink } from '../topics';

/** Tells the primary of sticky sessions that requests have moved. */
@Injectable()
export class SessionMoveReporter implements ExchangeObserver, OnModuleInit {
  constructor(
    @Inject(IpcLink) private readonly link: PrimaryLink,
    private readonly outcomes: ExchangeLifecycle,
  ) {}

  onModuleInit(): void {
    this.outcomes.observe(this);
  }

  begun(): void {
    // Nothing is known of it yet.
  }

  ended(exchange: Exchange): void {
    const move = moveOf(exchange);
    if (move !== undefined) this.link.notify('moved', move);
  }
}
