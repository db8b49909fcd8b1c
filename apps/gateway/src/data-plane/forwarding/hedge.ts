import { type ProxyError } from '../errors/proxy.error';
import { type Expiring } from '../../platform/deadlines';
import { type Backend } from '../upstream/backend';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type ResponseHead } from '../upstream/response-head';
import { type ResponseListener } from '../upstream/response-listener';
import { type Exchange } from '../exchange/exchange';
import { isSafe } from '../http-methods';
import { type ForwardingContext } from './forwarding-context';
import { isKeepAliveRace } from './retry-rules';
import { beginAttempt, endAttempt, noteFailure } from './attempt-accounting';
import { writeRequest } from './upstream-request';

/** The second of two attempts that are under way at once, when it comes first. */
export interface WonAttempt {
  readonly backend: Backend;
  readonly connection: UpstreamConnection;
  readonly sentAt: number;
}

/** The first attempt, which a hedge may take the place of. */
export interface HedgedAttempt extends ResponseListener<UpstreamConnection> {
  /** The backend of the second attempt; undefined without one. */
  readonly asked: Backend | undefined;
  /** The hedge was answered first: the other attempt is cancelled, and what follows comes through the hedge. */
  adopt(won: WonAttempt, head: ResponseHead): void;
  /** The hedge has failed, too, after the first attempt had. */
  hedgeFailed(error: ProxyError): void;
}

/** True if a second backend may be asked the same before the first has answered. */
export function mayHedge({ route, pool, head, placement, client }: Exchange): boolean {
  if (!(route.hedge ?? pool.hedge) || pool.p95 === 0) return false;
  if (!isSafe(head.method) || head.hasBody || head.wantsWebSocket) return false;
  if (head.authenticatesConnection || client.authenticatedAt !== undefined) return false;
  return placement.rule === undefined;
}

/**
 * A second attempt for a request that takes longer than 95 % of its pool's requests. The first backend that
 * responds serves it, and the other attempt is cancelled. Only requests that are safe to repeat get one, and it
 * counts towards the retry budget.
 */
export class Hedge implements ResponseListener<UpstreamConnection>, Expiring {
  readonly client = undefined;
  deadline: number;
  private state: 'waiting' | 'sent' | 'won' | 'over' = 'waiting';
  private backend: Backend | undefined;
  private connection: UpstreamConnection | undefined;
  private sentAt = 0;

  constructor(
    private readonly exchange: Exchange,
    private readonly context: ForwardingContext,
    private readonly first: HedgedAttempt,
  ) {
    const { deadlines } = context.client;
    // Added first: the time is not kept while nothing is watched.
    deadlines.add(this);
    this.deadline = deadlines.now + exchange.pool.p95;
  }

  /** True if it may still serve the request. */
  get isSent(): boolean {
    return this.state === 'sent';
  }

  expire(): void {
    const { exchange, context } = this;
    const { pool } = exchange;
    context.client.deadlines.remove(this);
    const backend = this.idlest();
    const isLast = exchange.attempts.count >= pool.retry.attempts;
    if (backend === undefined || isLast || !pool.retryBudget.take()) return this.cancel();
    this.state = 'sent';
    this.backend = backend;
    pool.hedges++;
    exchange.attempts.hedges++;
    beginAttempt(exchange, backend);
    context.client.acquire(backend, this, false);
  }

  /** The first attempt needs it no more. */
  cancel(): void {
    if (this.state === 'waiting') this.context.client.deadlines.remove(this);
    if (this.state === 'sent') {
      if (this.connection !== undefined) this.connection.abort();
      else this.context.client.abandon(this.backend!, this);
      this.end();
    }
    this.state = 'over';
  }

  onConnection(connection: UpstreamConnection): void {
    this.connection = connection;
    this.sentAt = this.context.clock.now();
    writeRequest(connection, this.exchange, this.backend!, true);
  }

  onInformation(): void {
    // The client gets no interim response of an attempt that may still lose.
  }

  onHead(head: ResponseHead): void {
    const [backend, connection] = [this.backend!, this.connection!];
    // An error that came quickly is no reason to give up an answer that may still come.
    if (head.status >= 500 && this.first.asked !== undefined) {
      this.context.outcomes.responded(this.exchange.pool, backend, head.status, 0);
      return this.cancel();
    }
    this.state = 'won';
    this.first.adopt({ backend, connection, sentAt: this.sentAt }, head);
  }

  onLull(): void {
    this.first.onLull();
  }

  onBody(buffer: Buffer, start: number, end: number, last: boolean): boolean {
    return this.first.onBody(buffer, start, end, last);
  }

  onEnd(trailers: readonly string[] | undefined): void {
    this.first.onEnd(trailers);
  }

  onTunnel(): void {
    // It never asks for another protocol.
  }

  onFailure(error: ProxyError): void {
    if (this.state === 'won') return this.first.onFailure(error);
    const { exchange, context, connection } = this;
    const backend = this.backend!;
    const isRace = connection !== undefined && isKeepAliveRace(error, connection);
    exchange.trace?.attemptFailed(backend, error);
    this.end();
    this.state = 'over';
    exchange.attempts.failedBackends.push(backend);
    if (!isRace) noteFailure(exchange, backend, error, context);
    if (this.first.asked === undefined) this.first.hedgeFailed(error);
  }

  /** Its place at the backend, and in the budget, is free again. */
  private end(): void {
    endAttempt(this.exchange, this.backend!);
    this.exchange.pool.retryBudget.ended();
  }

  private idlest(): Backend | undefined {
    const { asked } = this.first;
    const { pool, attempts } = this.exchange;
    if (asked === undefined) return undefined;
    let idlest: Backend | undefined;
    for (const backend of pool.available) {
      if (backend === asked || backend.rampFactor < 1 || attempts.failedBackends.includes(backend)) continue;
      if (idlest === undefined || backend.inFlight < idlest.inFlight) idlest = backend;
    }
    return idlest;
  }
}
