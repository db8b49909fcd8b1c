import { type ProxyError } from '../../errors/proxy.error';
import { type Backend } from '../../upstream/backend';
import { type UpstreamConnection } from '../../upstream/connections/upstream-connection';
import { type ResponseHead } from '../../upstream/response-head';
import { type ResponseListener, type UpstreamRequest } from '../../upstream/response-listener';
import { type SearchRequest, type SearchContext } from './search-request';
import { type Exchange } from '../../exchange/exchange';
import { requestLines } from '../../exchange/request-text';

/**
 * Fields that a probe for a resource leaves out: the body and its framing, and fields that could change a
 * positive response.
 */
const LEFT_OUT =
  /^(?:content-[\w-]+|transfer-encoding|expect|te|trailer|connection|upgrade|sec-websocket-[\w-]+|if-[\w-]+|range|idempotency-key):[^\n]*\n/gim;

/**
 * One backend asked whether it has a resource: by HEAD, and by GET where it does not know HEAD, of which no more than the
 * status is read. It counts as an attempt like any other.
 */
export class OwnerProbe implements ResponseListener<UpstreamConnection>, UpstreamRequest {
  method: 'HEAD' | 'GET' = 'HEAD';
  readonly upgrade = false;
  readonly responseTimeout: number;
  readonly authenticatesConnection: boolean;
  readonly client = undefined;
  private connection: UpstreamConnection | undefined;
  private sentAt = 0;
  private status = 0;
  private isOver = false;

  constructor(
    private readonly backend: Backend,
    private readonly request: SearchRequest,
    private readonly context: SearchContext,
    /** Called once with the status, or with undefined if the backend sends no response. */
    private readonly onResponse: (backend: Backend, status: number | undefined) => void,
  ) {
    this.responseTimeout = request.settings.timeout;
    this.authenticatesConnection = request.exchange.head.authenticatesConnection;
  }

  send(fresh = false): void {
    this.request.exchange.pool.begin(this.backend);
    this.context.client.acquire(this.backend, this, fresh);
  }

  /** The answer is of no interest any more. */
  cancel(): void {
    if (this.isOver) return;
    this.isOver = true;
    if (this.connection === undefined) this.context.client.abandon(this.backend, this);
    else this.connection.abort();
    this.request.exchange.pool.finish(this.backend);
  }

  onConnection(connection: UpstreamConnection): void {
    const { exchange, target } = this.request;
    this.connection = connection;
    this.sentAt = this.context.clock.now();
    connection.send(probeText(exchange, this.method, target, this.backend), this, true);
  }

  onInformation(): void {
    // Nothing that comes before the answer says whether it has it.
  }

  onHead({ status }: ResponseHead): void {
    const { outcomes, clock } = this.context;
    this.status = status;
    outcomes.responded(this.request.exchange.pool, this.backend, status, clock.now() - this.sentAt);
    if (this.method === 'GET') this.headResponse(status);
  }

  onBody(): boolean {
    return true;
  }

  onLull(): void {
    // Nothing is passed on.
  }

  onEnd(): void {
    if (this.isOver) return;
    this.connection = undefined;
    this.request.exchange.pool.finish(this.backend);
    this.context.outcomes.completed(this.request.exchange.pool, this.backend, this.status);
    if (this.method === 'HEAD' && (this.status === 405 || this.status === 501)) {
      this.method = 'GET';
      this.send();
    } else {
      this.end(this.status);
    }
  }

  onTunnel(): void {
    // It was not asked for, so the parser does not let it through.
  }

  onFailure(error: ProxyError): void {
    if (this.isOver) return;
    const { connection } = this;
    const isRace = error.phase === 'send' && connection?.reused === true && !connection.responseBegun;
    this.connection = undefined;
    this.request.exchange.pool.finish(this.backend);
    if (isRace) return this.send(true);
    if (error.countsAgainstBackend) {
      this.context.outcomes.failed(this.request.exchange.pool, this.backend, error);
    }
    this.end(undefined);
  }

  private headResponse(status: number): void {
    this.cancel();
    this.onResponse(this.backend, status);
  }

  private end(status: number | undefined): void {
    this.isOver = true;
    this.onResponse(this.backend, status);
  }
}

/** The head that asks a backend for a resource in the client's name, with the client's credentials. */
function probeText(exchange: Exchange, method: string, target: string, backend: Backend): string {
  return `${method} ${target} HTTP/1.1\r\n${requestLines(exchange, backend).replace(LEFT_OUT, '')}\r\n`;
}
