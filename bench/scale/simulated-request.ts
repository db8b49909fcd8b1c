import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type ProxyError } from '../../apps/gateway/src/data-plane/errors/proxy.error';
import { isPromise } from '../../apps/gateway/src/platform/maybe-promise';
import { type ClientConnection } from '../../apps/gateway/src/data-plane/exchange/client-connection';
import { type Placement } from '../../apps/gateway/src/data-plane/exchange/placement';
import { selectBackend } from '../../apps/gateway/src/data-plane/select-backend';
import { Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import { type ForwardingContext } from '../../apps/gateway/src/data-plane/forwarding/forwarding-context';
import { repetitionAfter } from '../../apps/gateway/src/data-plane/forwarding/retry-rules';
import {
  beginAttempt,
  endAttempt,
  noteResponse,
  noteFailure,
  settleResponse,
  settleWithoutResponse,
} from '../../apps/gateway/src/data-plane/forwarding/attempt-accounting';
import { RequestHead } from '../../apps/gateway/src/data-plane/http/request-head';
import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import { type RequestKind } from './ledger';
import { type Asker } from './simulated-backend';
import { type World } from './world';
import { RULE, SESSION_HEADER } from './world-settings';

const RULES = [RULE];
const NO_RULES: readonly string[] = [];
const ROUTE = {
  name: 'all',
  responseTimeout: undefined,
  hedge: undefined,
  requestEdits: undefined,
  responseEdits: undefined,
  targetOf: (path: string) => path,
};
/** A queue listens for a client that leaves; simulated clients never leave. */
const RESPONSE = { once: () => undefined, off: () => undefined } as unknown as ServerResponse;
const CLIENT = { clientAddress: () => '192.0.2.1' } as unknown as ClientConnection;

/** A request of a client. */
export interface Wish {
  readonly kind: RequestKind;
  readonly method: string;
  /** The session of the request; for a request without an owner, it only identifies the client. */
  readonly session: number;
}

/**
 * One request, from its coming to its end: affinity, turns, attempts and what is learned from them are the gateway's
 * own; only what lies between it and the backends is not there.
 */
export class SimulatedRequest implements Asker {
  private readonly exchange: Exchange;
  private backend: Backend;
  private isBudgeted = false;

  constructor(
    private readonly world: World,
    private readonly wish: Wish,
  ) {
    const { method, session } = wish;
    const rawHeaders = [SESSION_HEADER, keyOf(session)];
    const raw = { method, url: '/', httpVersion: '1.1', upgrade: false, rawHeaders };
    const request = { rawHeaders } as unknown as IncomingMessage;
    this.exchange = new Exchange(request, RESPONSE, new RequestHead(raw), CLIENT, '', undefined);
    this.exchange.pool = world.gateway.pool;
    this.exchange.route = ROUTE;
  }

  start(): void {
    const { exchange, world, wish } = this;
    world.ledger.begun++;
    exchange.startedAt = world.clock.now();
    try {
      const placed = world.gateway.affinity.place(exchange, wish.kind === 'unowned' ? NO_RULES : RULES);
      // All that is remembered is in memory.
      exchange.place(placed as Placement);
      if (exchange.placement.refusal !== undefined) throw exchange.placement.refusal;
    } catch (error) {
      void exchange.placement.tracker?.onComplete({ kind: 'not-sent' });
      return world.ledger.lose(wish.kind, error as ProxyError);
    }
    exchange.pool.retryBudget.noteRequest();
    this.attempt();
  }

  answered(): void {
    const { exchange, backend, world, wish } = this;
    const status = world.serve(wish, backend);
    noteResponse(exchange, backend, status, this.context);
    void settleResponse(exchange, status, this.context);
    this.finishAttempt();
    world.noteResponse(wish, status, world.gateway.clock.now() - exchange.startedAt);
  }

  failed(error: ProxyError): void {
    const { exchange, backend, context } = this;
    this.finishAttempt();
    if (!error.retryable) exchange.attempts.possiblyProcessedBy = backend;
    noteFailure(exchange, backend, error, context);
    exchange.attempts.failedBackends.push(backend);
    const repetition = repetitionAfter(exchange, error, false);
    const mayRepeat =
      repetition === 'free' || (repetition === 'budgeted' && exchange.pool.retryBudget.take());
    if (!mayRepeat) return this.lose(error);
    this.isBudgeted = repetition === 'budgeted';
    this.attempt(error);
  }

  /** @param before failure of the previous attempt, which explains more than that no backend is left. */
  private attempt(before?: ProxyError): void {
    const { exchange, world } = this;
    try {
      const backend = selectBackend(exchange, world.gateway.balancer);
      if (!isPromise(backend)) return this.sendTo(backend);
      const { clock } = world;
      clock.unsettle();
      backend
        .then(
          (chosen) => this.sendTo(chosen),
          (error: unknown) => this.lose(before ?? (error as ProxyError)),
        )
        .finally(() => clock.settled());
    } catch (error) {
      this.lose(before ?? (error as ProxyError));
    }
  }

  private sendTo(backend: Backend): void {
    const { exchange, world } = this;
    this.backend = backend;
    world.ledger.attempts++;
    exchange.attempts.sentAt = world.clock.now();
    beginAttempt(exchange, backend);
    world.behind(backend).ask(this);
  }

  private finishAttempt(): void {
    endAttempt(this.exchange, this.backend);
    if (this.isBudgeted) this.exchange.pool.retryBudget.ended();
    this.isBudgeted = false;
  }

  private lose(error: ProxyError): void {
    settleWithoutResponse(this.exchange);
    this.world.ledger.lose(this.wish.kind, error);
  }

  private get context(): ForwardingContext {
    return this.world.gateway as unknown as ForwardingContext;
  }
}

/** As long as an UUID, as session ids usually are. */
export function keyOf(session: number): string {
  return `00000000-0000-4000-8000-${session.toString(16).padStart(12, '0')}`;
}
