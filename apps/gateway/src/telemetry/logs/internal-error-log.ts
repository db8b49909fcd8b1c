import { Injectable, Logger } from '@nestjs/common';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { type ExchangeObserver } from '../../data-plane/exchange/exchange-lifecycle';

/** Writes down the gateway's own faults, whatever becomes of the access log: the client learns nothing of them. */
@Injectable()
export class InternalErrorLog implements ExchangeObserver {
  private readonly logger = new Logger('Gateway');

  begun(): void {
    // Nothing is wrong yet.
  }

  ended({ failure, id }: Exchange): void {
    if (failure?.code !== 'internal_error') return;
    const { cause } = failure;
    const stack = cause instanceof Error ? cause.stack : undefined;
    this.logger.error(`Request ${id} failed because of an internal error: ${String(cause)}`, stack);
  }
}
