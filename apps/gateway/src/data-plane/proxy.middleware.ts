import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import { OverloadedError } from './errors/availability.errors';
import { ALLOWED_METHODS } from './errors/client.errors';
import { InternalError } from './errors/internal.error';
import { ProxyError } from './errors/proxy.error';
import { isPromise, type MaybePromise } from '../platform/maybe-promise';
import { type Backend } from './upstream/backend';
import { LoadShedding } from './upstream/load-shedding';
import { Admission } from './admission/admission';
import { Affinity } from './affinity/affinity';
import { Balancer } from './balancing/balancer';
import { ClientConnection } from './exchange/client-connection';
import { canReceive } from './client-presence';
import { takeOffNamed } from './connection-options';
import { Exchange } from './exchange/exchange';
import { type Placement } from './exchange/placement';
import { ExchangeLifecycle } from './exchange/exchange-lifecycle';
import { Forwarder } from './forwarding/forwarder';
import { ProblemResponder } from './exchange/problem-responder';
import { ProxySettings } from './exchange/proxy-settings';
import { RequestHead } from './http/request-head';
import { RequestIds } from './exchange/request-ids';
import { type ProxyRoute } from './routing/proxy-route';
import { Router } from './routing/router';
import { selectBackend } from './select-backend';

/** A request as Express hands it on: what it strips off `url` is still in `originalUrl`. */
type MiddlewareRequest = IncomingMessage & { originalUrl?: string; upgrade?: boolean };

const TOO_MUCH = 'The gateway is overloaded.';

/**
 * The life of a request, stage by stage. It runs ahead of Express on the gateway's own listener, and can be mounted in
 * any Nest application with `consumer.apply(ProxyMiddleware)`; there, body parsers must not come before it.
 */
@Injectable()
export class ProxyMiddleware implements NestMiddleware<MiddlewareRequest, ServerResponse> {
  private readonly clients = new WeakMap<Socket, ClientConnection>();
  private readonly ids = new RequestIds();
  private readonly choose = (exchange: Exchange): MaybePromise<Backend> =>
    selectBackend(exchange, this.balancer);

  constructor(
    private readonly settings: ProxySettings,
    private readonly router: Router,
    private readonly admission: Admission,
    private readonly affinity: Affinity,
    private readonly balancer: Balancer,
    private readonly forwarder: Forwarder,
    private readonly problems: ProblemResponder,
    private readonly outcomes: ExchangeLifecycle,
    private readonly shedding: LoadShedding,
  ) {}

  /** Answers the request; `upgradeHead` is what came behind the head of an upgrade request. Never throws. */
  use(request: MiddlewareRequest, response: ServerResponse, _next?: unknown, upgradeHead?: Buffer): void {
    // The client has left already, so the response would never emit `close`.
    if (!canReceive(request, response)) return;
    const exchange = this.createExchange(request, response, upgradeHead);
    try {
      this.readHead(exchange);
      this.admission.checkClientAddress(exchange);
      const { path, endsHere } = exchange.head;
      // Asks about the gateway as such, not about anything behind it (RFC 9110 §9.3.7, §7.6.2).
      if (path === '*' || endsHere) return exchange.respondLocally(204, ['Allow', ALLOWED_METHODS], '');
      const route = this.router.route(exchange);
      const admitted = this.admission.check(exchange);
      if (isPromise(admitted)) void this.serveAdmitted(exchange, route, admitted);
      else this.serve(exchange, route);
    } catch (error) {
      this.refuse(exchange, error);
    }
  }

  /**
   * Applies the checks that concern only the client, for a listener that has the same clients but no backends.
   * It sends the response that `use` would send. Such requests are not counted.
   *
   * @returns true if it has sent a response. Never throws.
   */
  rejectIfForbidden(request: MiddlewareRequest, response: ServerResponse): boolean {
    const exchange = this.createBareExchange(request, response);
    try {
      this.readHead(exchange);
      this.admission.checkClientAddress(exchange);
      return false;
    } catch (error) {
      this.refuse(exchange, error);
      return true;
    }
  }

  private async serveAdmitted(exchange: Exchange, route: ProxyRoute, admitted: Promise<void>): Promise<void> {
    try {
      await admitted;
      // The client may have left meanwhile.
      if (canReceive(exchange.request, exchange.response)) this.serve(exchange, route);
    } catch (error) {
      this.refuse(exchange, error);
    }
  }

  private serve(exchange: Exchange, route: ProxyRoute): void {
    if (exchange.isPreflight) return exchange.respondLocally(204, [], '');
    if (route.localResponse !== undefined) return route.localResponse(exchange);
    const placement = this.affinity.place(exchange, route.affinity);
    if (isPromise(placement)) void this.forwardWhenPlaced(exchange, placement);
    else this.forward(exchange, placement);
  }

  private forward(exchange: Exchange, placement: Placement): void {
    exchange.place(placement);
    if (placement.refusal !== undefined) throw placement.refusal;
    if (this.shedding.refuses(placement.owner !== undefined)) throw new OverloadedError(undefined, TOO_MUCH);
    this.forwarder.forward(exchange, this.choose);
  }

  private async forwardWhenPlaced(exchange: Exchange, placement: Promise<Placement>): Promise<void> {
    try {
      this.forward(exchange, await placement);
    } catch (error) {
      this.refuse(exchange, error);
    }
  }

  private createExchange(
    request: MiddlewareRequest,
    response: ServerResponse,
    upgradeHead?: Buffer,
  ): Exchange {
    const exchange = this.createBareExchange(request, response, upgradeHead);
    const { responseFields } = this.settings;
    if (responseFields !== undefined) exchange.addResponseFields(responseFields);
    this.outcomes.begin(exchange);
    return exchange;
  }

  private createBareExchange(
    request: MiddlewareRequest,
    response: ServerResponse,
    upgradeHead?: Buffer,
  ): Exchange {
    const { method = '', httpVersion, upgrade = false, rawHeaders } = request;
    const raw = { method, url: request.originalUrl ?? request.url ?? '', httpVersion, upgrade, rawHeaders };
    const client = this.clientOf(request.socket);
    return new Exchange(request, response, new RequestHead(raw), client, '', upgradeHead);
  }

  private readHead(exchange: Exchange): void {
    const { head, request } = exchange;
    try {
      head.read(this.settings.headLimits);
      if (head.hopByHop !== undefined) takeOffNamed(request, head.hopByHop);
    } catch (error) {
      head.readRequestId();
      throw error;
    } finally {
      exchange.id = head.requestId ?? this.ids.next();
    }
  }

  private clientOf(socket: Socket): ClientConnection {
    const { trustedProxies } = this.settings;
    const known = this.clients.get(socket);
    // A reload may trust others, also on connections that are open.
    if (known?.trusted === trustedProxies) return known;
    const client = new ClientConnection(socket, trustedProxies);
    this.clients.set(socket, client);
    return client;
  }

  private refuse(exchange: Exchange, error: unknown): void {
    // Affinity has looked up the owner, and must learn the outcome of the request.
    void exchange.placement.tracker?.onComplete({ kind: 'not-sent' });
    this.problems.answer(exchange, error instanceof ProxyError ? error : new InternalError(error));
  }
}
