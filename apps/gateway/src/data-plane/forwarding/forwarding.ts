import { type Socket } from 'node:net';
import { OwnerUnavailableError } from '../errors/availability.errors';
import { ClientClosedError } from '../errors/client.errors';
import { type ProxyError } from '../errors/proxy.error';
import { isPromise, type MaybePromise } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type UpstreamConnection } from '../upstream/connections/upstream-connection';
import { type ResponseHead } from '../upstream/response-head';
import { type ResponseListener } from '../upstream/response-listener';
import { canReceive } from '../client-presence';
import { type CloseListener, type Exchange } from '../exchange/exchange';
import { ClientResponse, copyOf } from './client-response';
import { finalError } from './final.error';
import { type Choose, type ForwardingContext } from './forwarding-context';
import { type ResponseReviewer, BufferedResponse, reviewResponse } from './buffered-response';
import { RequestBody } from './request-body';
import { isKeepAliveRace, mayAskAnother, repetitionAfter } from './retry-rules';
import {
  beginAttempt,
  endAttempt,
  noteResponse,
  noteFailure,
  settleResponse,
  settleWithoutResponse,
} from './attempt-accounting';
import { Tunnel } from './tunnel';
import { clientConnectionOf, writeRequest } from './upstream-request';

/**
 * Forwards one exchange to a backend and back: attempts until one gets a response or none is left, then the
 * response to the client. Every exchange ends exactly once.
 */
export class Forwarding implements ResponseListener<UpstreamConnection>, CloseListener, ResponseReviewer {
  readonly client: Socket | undefined;
  private readonly answer: ClientResponse;
  private readonly body: RequestBody | undefined;
  protected backend: Backend | undefined;
  protected connection: UpstreamConnection | undefined;
  private status = 0;
  /** The present answer, as long as it is not known whether the client gets it. */
  private held: BufferedResponse | undefined;
  /** True if the present attempt was taken out of the retry budget. */
  protected isBudgeted = false;
  protected lastFailure: ProxyError | undefined;
  /** True if each attempt so far ended in a connection not made in time. */
  private onlyConnectTimeouts = true;
  /** True while the selection of the next backend waits for a promise. */
  private isChoosing = false;
  protected ended = false;

  constructor(
    protected readonly exchange: Exchange,
    private readonly choose: Choose,
    protected readonly context: ForwardingContext,
  ) {
    const { head } = exchange;
    this.client = clientConnectionOf(exchange);
    this.answer = new ClientResponse(exchange, context.limits.bodyIdle);
    this.body = head.hasBody ? RequestBody.of(exchange, context, (fault) => this.fail(fault)) : undefined;
  }

  start(): void {
    this.exchange.pool.retryBudget.noteRequest();
    this.exchange.listenForClose(this);
    // The client may have left, or have been refused, during the wait.
    const { request, response } = this.exchange;
    if (canReceive(request, response)) this.attempt();
    else this.onClientClose();
  }

  onConnection(connection: UpstreamConnection): void {
    this.connection = connection;
    this.exchange.attempts.sentAt = this.context.clock.now();
    writeRequest(connection, this.exchange, this.backend!, this.body === undefined);
    this.body?.flowInto(connection);
  }

  onInformation(head: ResponseHead): void {
    this.answer.interim(head);
  }

  onHead(head: ResponseHead): void {
    this.status = head.status;
    if (this.connection!.reservedFor !== undefined) this.exchange.client.authenticatedAt = this.backend;
    noteResponse(this.exchange, this.backend!, head.status, this.context);
    if (head.status >= 500 && this.asksAnother(head.status)) return;
    const unwanted = reviewResponse(this.exchange, this.backend!, head);
    if (unwanted === false) this.answer.open(head, this.body?.isComplete === false, this.context);
    else (this.held = new BufferedResponse(head)).awaitReview(unwanted, this);
  }

  onLull(): void {
    this.answer.flush();
  }

  onBody(buffer: Buffer, start: number, end: number, last: boolean): boolean {
    if (this.held !== undefined) return this.held.keep(buffer, start, end);
    const connection = this.connection!;
    this.exchange.bytes.out += end - start;
    this.exchange.placement.bodyTap?.onBody(buffer, start, end);
    if (!last) return this.answer.write(buffer, start, end, connection);
    const settling = this.settleResponse();
    if (isPromise(settling)) {
      this.answer.endAfter(settling, copyOf(buffer, start, end), undefined);
    } else {
      this.answer.writeLast(buffer, start, end, connection);
      this.answer.end(undefined);
    }
    return true;
  }

  onEnd(trailers: readonly string[] | undefined): void {
    if (this.held !== undefined) this.held.end(trailers);
    else if (!this.ended) this.endResponse(trailers);
    this.finishAttempt();
  }

  onTunnel(head: ResponseHead, rest: Buffer): void {
    const { exchange, context } = this;
    noteResponse(exchange, this.backend!, 101, context);
    void reviewResponse(exchange, this.backend!, head);
    exchange.becomeTunnel();
    this.ended = true;
    void settleResponse(exchange, 101, context);
    new Tunnel(exchange, this.connection!, context, () => this.finishAttempt()).open(head, rest);
  }

  onFailure(error: ProxyError): void {
    const { exchange, connection, backend } = this;
    const race = connection !== undefined && isKeepAliveRace(error, connection);
    this.held = undefined;
    this.body?.detach();
    exchange.trace?.attemptFailed(backend!, error);
    exchange.attempts.lastFailure = error;
    this.finishAttempt();
    if (!error.retryable) exchange.attempts.noteUnknown(backend!);
    this.onlyConnectTimeouts &&= error.code === 'upstream_connect_timeout';
    // A connection that had grown old says nothing about the backend.
    if (!race) noteFailure(exchange, backend!, error, this.context);
    if (race && this.mayRepeat(error, race)) return this.sendTo(backend!, true);
    exchange.attempts.failedBackends.push(backend!);
    this.repeatOrFail(error);
  }

  protected repeatOrFail(error: ProxyError): void {
    if (!this.mayRepeat(error, false)) return this.fail(error);
    this.lastFailure = error;
    this.attempt();
  }

  /** Gives up the answer of a backend that cannot serve at the moment, where another one can be asked instead. */
  private asksAnother(status: number): boolean {
    const { exchange, backend } = this;
    const may = this.isReplayable && mayAskAnother(exchange, backend!, status);
    if (!may || !exchange.pool.retryBudget.take()) return false;
    exchange.attempts.failedBackends.push(backend!);
    this.dropResponse(true);
    this.isBudgeted = true;
    this.attempt();
    return true;
  }

  onReviewed(held: BufferedResponse, isUnwanted: boolean): void {
    if (this.held !== held) return;
    if (isUnwanted && this.isReplayable) {
      this.dropResponse(!held.ended);
      return this.attempt();
    }
    this.held = undefined;
    this.answer.open(held.head, this.body?.isComplete === false, this.context);
    held.passTo(this.answer);
    if (held.ended) this.endResponse(held.trailers);
    else this.connection!.resume();
  }

  onReviewFailed(held: BufferedResponse, error: unknown): void {
    if (this.held === held) this.dropResponse(!held.ended);
    this.fail(error);
  }

  private dropResponse(isComing: boolean): void {
    this.held = undefined;
    this.exchange.attempts.respondedBy = undefined;
    this.body?.detach();
    if (isComing) this.connection!.abort();
    this.finishAttempt();
  }

  private get isReplayable(): boolean {
    return this.body === undefined || this.body.isReplayable;
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

  /** Continues, unless the client has left meanwhile: then a new claim is released. */
  private endChoosing(next: () => void): void {
    this.isChoosing = false;
    if (this.ended) settleWithoutResponse(this.exchange);
    else next();
  }

  /** If no backend is left, the failure of the last attempt says more. An owner that must not be left says why. */
  private failToChoose(error: unknown): void {
    this.fail(error instanceof OwnerUnavailableError ? error : (this.lastFailure ?? error));
  }

  private sendTo(backend: Backend, fresh: boolean): void {
    this.backend = backend;
    beginAttempt(this.exchange, backend);
    this.context.client.acquire(backend, this, fresh);
  }

  private mayRepeat(error: ProxyError, race: boolean): boolean {
    if (this.ended || this.answer.begun || !this.isReplayable) return false;
    const repetition = repetitionAfter(this.exchange, error, race);
    if (repetition !== 'budgeted') return repetition === 'free';
    this.isBudgeted = this.exchange.pool.retryBudget.take();
    return this.isBudgeted;
  }

  /** The response is complete: affinity writes its outcome before the client gets the last piece. */
  private settleResponse(): MaybePromise<void> {
    this.ended = true;
    this.exchange.attempts.respondedAt = this.context.clock.now();
    this.closeBody();
    return settleResponse(this.exchange, this.status, this.context);
  }

  private endResponse(trailers: readonly string[] | undefined): void {
    const settling = this.settleResponse();
    if (isPromise(settling)) this.answer.endAfter(settling, undefined, trailers);
    else this.answer.end(trailers);
  }

  /** The request ends without a backend's answer. */
  private fail(error: unknown): void {
    if (this.ended) return;
    const begun = this.answer.begun;
    const problem = finalError(error, this.exchange, this.isReplayable, this.onlyConnectTimeouts);
    this.giveUp();
    if (begun) {
      this.exchange.fail(problem);
      return this.answer.breakOff();
    }
    this.context.problems.answer(this.exchange, problem);
  }

  /** Nothing more reaches the client: what is still under way for it is given up. */
  onClientClose(): void {
    if (this.ended) return;
    this.exchange.fail(new ClientClosedError());
    this.giveUp();
  }

  protected giveUp(): void {
    this.ended = true;
    this.held = undefined;
    this.closeBody();
    this.cancelAttempt();
    if (!this.isChoosing) settleWithoutResponse(this.exchange);
  }

  protected cancelAttempt(): void {
    const { backend, connection } = this;
    if (connection !== undefined) {
      this.exchange.attempts.possiblyProcessedBy = backend;
      connection.abort();
    } else if (backend !== undefined) {
      this.context.client.abandon(backend, this);
    }
    this.finishAttempt();
  }

  private finishAttempt(): void {
    const { backend } = this;
    // Also of an attempt that was allowed, and for which there was no backend then.
    if (this.isBudgeted) this.exchange.pool.retryBudget.ended();
    this.isBudgeted = false;
    if (backend === undefined) return;
    this.backend = undefined;
    this.connection = undefined;
    endAttempt(this.exchange, backend);
  }

  private closeBody(): void {
    if (this.body !== undefined) this.exchange.bytes.in = this.body.close();
  }
}
