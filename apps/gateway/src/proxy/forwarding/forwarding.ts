import { ClientClosedError } from '../../errors/client.errors';
import { InternalError } from '../../errors/internal.error';
import { ProxyError } from '../../errors/proxy.error';
import { isPromise, type MaybePromise } from '../../ports/maybe-promise';
import { type Backend } from '../../upstream/backend';
import { type UpstreamConnection } from '../../upstream/connections/upstream.connection';
import { type ResponseHead } from '../../upstream/response.head';
import { type ResponseListener, type UpstreamRequest } from '../../upstream/response.listener';
import { type CloseListener, type Exchange, type Outcome } from '../exchange';
import { ClientAnswer, copyOf } from './client.answer';
import { finalError } from './final.error';
import { type ForwardingContext } from './forwarding.context';
import { RequestBody } from './request.body';
import { requestText } from './request.text';
import { failedBeforeHead, isKeepAliveRace, isRepeatable, mayAskAnother } from './retry.rules';
import { Tunnel } from './tunnel';

/** Says where the next attempt goes; throws a ProxyError when nobody can be asked. */
export type Choose = (exchange: Exchange) => MaybePromise<Backend>;

/**
 * One exchange on its way to a backend and back: attempts until one is answered or none is left, then the answer
 * passed on to the client. Whatever happens, it ends exactly once.
 */
export class Forwarding implements ResponseListener, UpstreamRequest, CloseListener {
  readonly method: string;
  readonly upgrade: boolean;
  readonly responseTimeout: number | undefined;
  private readonly answer: ClientAnswer;
  private readonly body: RequestBody | undefined;
  private backend: Backend | undefined;
  private connection: UpstreamConnection | undefined;
  private status = 0;
  /** Whether a backend may have acted on the request. */
  private mayHaveActed = false;
  /** Whether the present attempt was taken out of the retry budget. */
  private isBudgeted = false;
  private lastFailure: ProxyError | undefined;
  /** Whether each attempt so far ended in a connection not made in time. */
  private onlyConnectTimeouts = true;
  /** Whether somebody who has to be waited for is saying where the next attempt goes. */
  private isChoosing = false;
  private ended = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly choose: Choose,
    private readonly context: ForwardingContext,
  ) {
    const { head } = exchange;
    this.method = head.method;
    this.upgrade = head.wantsWebSocket;
    this.responseTimeout = exchange.route.responseTimeout;
    this.answer = new ClientAnswer(exchange, context.limits.bodyIdle);
    this.body = head.hasBody ? this.requestBody() : undefined;
  }

  start(): void {
    this.exchange.pool.retryBudget.noteRequest();
    this.exchange.closeListener = this;
    // Whatever was waited for until here, the client may have left meanwhile, or have been refused.
    if (this.exchange.response.socket?.writable !== true) this.onClientClose();
    else this.attempt();
  }

  onConnection(connection: UpstreamConnection): void {
    this.connection = connection;
    this.exchange.sentAt = this.context.clock.now();
    connection.send(requestText(this.exchange, this.backend!.authority), this, this.body === undefined);
    this.body?.flowInto(connection);
  }

  onInformation(head: ResponseHead): void {
    this.answer.interim(head);
  }

  onHead(head: ResponseHead): void {
    this.status = head.status;
    this.noteAnswer(head.status);
    if (head.status >= 500 && this.asksAnother(head.status)) return;
    // Nobody will read the rest of the upload, so the client's connection cannot carry another request.
    const isEarly = this.body !== undefined && !this.body.isComplete;
    if (isEarly || this.context.settings.isStopping) this.answer.makeLast(this.context.clock);
    this.answer.begin(head);
  }

  onLull(): void {
    this.answer.flush();
  }

  onBody(buffer: Buffer, start: number, end: number, last: boolean): boolean {
    const connection = this.connection!;
    this.exchange.bytesOut += end - start;
    if (!last) return this.answer.write(buffer, start, end, connection);
    const settling = this.settleAnswered();
    if (isPromise(settling)) {
      const piece = copyOf(buffer, start, end);
      this.endWhenSettled(settling, () => this.answer.writeLast(piece, 0, piece.length, connection));
    } else {
      this.answer.writeLast(buffer, start, end, connection);
      this.answer.end(undefined);
    }
    return true;
  }

  onEnd(trailers: readonly string[] | undefined): void {
    if (!this.ended) {
      const settling = this.settleAnswered();
      if (isPromise(settling)) this.endWhenSettled(settling, () => undefined, trailers);
      else this.answer.end(trailers);
    }
    this.finishAttempt();
  }

  onTunnel(head: ResponseHead, rest: Buffer): void {
    const { exchange, context } = this;
    this.noteAnswer(101);
    exchange.status = 101;
    this.ended = true;
    context.outcomes.completed(exchange.pool, this.backend!, 101);
    void this.settle({ kind: 'answered', backend: this.backend!, status: 101 });
    const tunnel = new Tunnel(exchange, this.connection!, context, () => {
      this.finishAttempt();
      context.exchanges.end(exchange);
    });
    tunnel.open(head, rest);
  }

  onFailure(error: ProxyError): void {
    const { exchange, connection, backend } = this;
    const race = connection !== undefined && isKeepAliveRace(error, connection);
    this.body?.detach();
    this.finishAttempt();
    if (!error.retryable) this.mayHaveActed = true;
    this.onlyConnectTimeouts &&= error.code === 'upstream_connect_timeout';
    // Neither a connection that had grown old nor a queue of our own says anything about the backend.
    if (!race && error.code !== 'overloaded') this.context.outcomes.failed(exchange.pool, backend!, error);
    if (!this.mayRepeat(error, race)) return this.fail(error);
    if (race) return this.sendTo(backend!, true);
    exchange.tried.push(backend!);
    this.lastFailure = error;
    this.attempt();
  }

  /** Gives up the answer of a backend that cannot serve at the moment, where another one can be asked instead. */
  private asksAnother(status: number): boolean {
    const { exchange, backend, body } = this;
    if (body !== undefined && !body.isReplayable) return false;
    if (!mayAskAnother(exchange, backend!, status) || !exchange.pool.retryBudget.take()) return false;
    body?.detach();
    this.connection!.abort();
    this.finishAttempt();
    this.isBudgeted = true;
    exchange.tried.push(backend!);
    this.attempt();
    return true;
  }

  private attempt(): void {
    try {
      const backend = this.choose(this.exchange);
      if (!isPromise(backend)) return this.sendTo(backend, false);
      this.isChoosing = true;
      backend.then(
        (chosen) => this.endChoosing(() => this.sendTo(chosen, false)),
        (error: unknown) => this.endChoosing(() => this.failToChoose(error)),
      );
    } catch (error) {
      this.failToChoose(error);
    }
  }

  /** Goes on, unless the client has left meanwhile: then a claim that was just made is given back. */
  private endChoosing(next: () => void): void {
    this.isChoosing = false;
    if (this.ended) this.settleUnanswered();
    else next();
  }

  /** With nobody left to try, the client learns how the last attempt failed, which says more than that it was the last. */
  private failToChoose(error: unknown): void {
    this.fail(this.lastFailure ?? error);
  }

  private sendTo(backend: Backend, fresh: boolean): void {
    this.backend = backend;
    this.exchange.attempts++;
    this.exchange.pool.begin(backend);
    this.context.client.acquire(backend, this, fresh);
  }

  private mayRepeat(error: ProxyError, race: boolean): boolean {
    const { exchange, body } = this;
    const { attempts } = exchange.pool.retry;
    if (this.ended || this.answer.begun || exchange.attempts >= attempts) return false;
    if (body !== undefined && !body.isReplayable) return false;
    // Nobody but the owner may answer, and it has just failed to.
    if (exchange.owner !== undefined && !race) return false;
    // What never left adds to nobody's load, so it is not taken out of the budget.
    if (error.retryable) return true;
    if (!failedBeforeHead(error) || !isRepeatable(exchange)) return false;
    this.isBudgeted = exchange.pool.retryBudget.take();
    return this.isBudgeted;
  }

  /** The answer is whole: whoever must know of it does, before the client gets its last piece. */
  private settleAnswered(): MaybePromise<void> {
    this.ended = true;
    this.exchange.answeredAt = this.context.clock.now();
    this.context.outcomes.completed(this.exchange.pool, this.backend!, this.status);
    this.closeBody();
    return this.settle({ kind: 'answered', backend: this.backend!, status: this.status });
  }

  private endWhenSettled(settling: Promise<void>, writeLast: () => void, trailers?: readonly string[]): void {
    settling.then(
      () => {
        writeLast();
        this.answer.end(trailers);
      },
      (error: unknown) => {
        this.exchange.failure = new InternalError(error);
        this.answer.breakOff();
      },
    );
  }

  /** The request ends without a backend's answer. */
  private fail(error: unknown): void {
    if (this.ended) return;
    const begun = this.answer.begun;
    const problem = error instanceof ProxyError ? this.finalError(error) : new InternalError(error);
    this.giveUp();
    if (begun) {
      this.exchange.failure = problem;
      return this.answer.breakOff();
    }
    this.context.problems.answer(this.exchange, problem);
  }

  private finalError(error: ProxyError): ProxyError {
    const isReplayable = this.body === undefined || this.body.isReplayable;
    return isReplayable ? finalError(error, this.exchange, this.onlyConnectTimeouts) : error;
  }

  /** Nothing more reaches the client: what is still under way for it is given up. */
  onClientClose(): void {
    if (this.ended) return;
    this.exchange.failure = new ClientClosedError();
    this.giveUp();
  }

  private giveUp(): void {
    const { backend, connection } = this;
    this.ended = true;
    this.closeBody();
    if (connection !== undefined) {
      this.mayHaveActed = true;
      connection.abort();
    } else if (backend !== undefined) {
      this.context.client.abandon(backend, this);
    }
    this.finishAttempt();
    if (!this.isChoosing) this.settleUnanswered();
  }

  private settleUnanswered(): void {
    void this.settle(this.mayHaveActed ? { kind: 'unknown' } : { kind: 'not-sent' });
  }

  private finishAttempt(): void {
    const { backend } = this;
    if (backend === undefined) return;
    this.backend = undefined;
    this.connection = undefined;
    this.exchange.pool.finish(backend);
    if (this.isBudgeted) this.exchange.pool.retryBudget.ended();
    this.isBudgeted = false;
  }

  private closeBody(): void {
    if (this.body === undefined) return;
    this.exchange.bytesIn = this.body.received;
    this.body.close();
  }

  private settle(outcome: Outcome): MaybePromise<void> {
    return this.exchange.outcomeListener?.settled(outcome);
  }

  private noteAnswer(status: number): void {
    const { exchange, backend, context } = this;
    exchange.answeredBy = backend;
    exchange.firstByteAt = context.clock.now();
    const milliseconds = exchange.firstByteAt - exchange.sentAt;
    // Errors are often quick, and must not make a backend look fast.
    if (status < 500) backend!.noteLatency(milliseconds, exchange.firstByteAt);
    context.outcomes.answered(exchange.pool, backend!, status, milliseconds);
  }

  private requestBody(): RequestBody {
    const { request, head, pool } = this.exchange;
    const limits = { ...this.context.limits, replayBytes: pool.retry.bodyBytes };
    const { deadlines } = this.context.client;
    return new RequestBody(request, head.isChunked, limits, deadlines, (fault) => this.fail(fault));
  }
}
