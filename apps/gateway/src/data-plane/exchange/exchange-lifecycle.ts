import { Inject, Injectable } from '@nestjs/common';
import { ClientClosedError } from '../errors/client.errors';
import { Clock } from '../../platform/clock';
import { ErrorGuard } from '../../platform/error.guard';
import { Observers } from '../../platform/observers';
import { type Exchange } from './exchange';

/** Who wants to know which requests come and how they end. Called on the request path: count, and return. */
export interface ExchangeObserver {
  /** A request has come; nothing of it is read yet. */
  begun(exchange: Exchange): void;
  /** It is over: the last byte has left, the client has, or its tunnel was closed. Everything on it is as it stays. */
  ended(exchange: Exchange): void;
}

const BEGUN = (observer: ExchangeObserver, exchange: Exchange): void => observer.begun(exchange);
const ENDED = (observer: ExchangeObserver, exchange: Exchange): void => observer.ended(exchange);

/**
 * Tells of every request that became an exchange exactly twice: when it comes, and when it is over, whatever becomes of
 * it in between.
 */
@Injectable()
export class ExchangeLifecycle {
  /** Requests that have come and not ended. */
  inFlight = 0;
  private readonly observers: Observers<ExchangeObserver>;

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    guard: ErrorGuard,
  ) {
    this.observers = new Observers(guard);
  }

  observe(observer: ExchangeObserver): void {
    this.observers.add(observer);
  }

  begin(exchange: Exchange): void {
    this.inFlight++;
    exchange.startedAt = this.clock.now();
    exchange.response.on('close', () => this.closed(exchange));
    this.observers.tell(BEGUN, exchange);
  }

  /** Ends an exchange without a `close` event of its response, such as a tunnel. A second call does nothing. */
  end(exchange: Exchange): void {
    if (exchange.hasEnded) return;
    this.inFlight--;
    exchange.endedAt = this.clock.now();
    this.observers.tell(ENDED, exchange);
  }

  private closed(exchange: Exchange): void {
    exchange.clientClosed();
    const { response } = exchange;
    // A tunnel continues without the response that it began with.
    if (exchange.status === 101) return;
    if (!response.writableFinished) exchange.failure ??= new ClientClosedError();
    const left = exchange.failure?.status === 499;
    exchange.status = left ? 499 : response.headersSent ? response.statusCode : exchange.failure!.status;
    this.end(exchange);
  }
}
