import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type ProxyError } from '../errors/proxy.error';
import { type Backend } from '../upstream/backend';
import { type Pool } from '../upstream/pool';
import { type PeekedBody } from '../body/peeked-body';
import { AttemptLog } from './attempt-log';
import { type ClientConnection } from './client-connection';
import { type HeaderEdits } from '../http/header-edits';
import { type Identity } from './identity';
import { type Placement, UNPLACED } from './placement';
import { type RequestHead } from '../http/request-head';
import { withoutParameter } from '../http/without-parameter';

/** Learns that the client's connection accepts nothing more, whether the client has the whole response or not. */
export interface CloseListener {
  onClientClose(): void;
}

/** Follows an exchange from attempt to attempt, for a tracer of requests. */
export interface ExchangeTrace {
  attemptBegun(backend: Backend): void;
  /** Fields that the request has on its way to the backend, as lines. */
  fieldsFor(backend: Backend): string;
  attemptResponded(backend: Backend, status: number): void;
  attemptFailed(backend: Backend, error: ProxyError): void;
  /** Called after an attempt with any outcome; further calls do nothing. */
  attemptEnded(backend: Backend): void;
}

/** How clients know what the backend has by other paths. */
export interface PathTranslation {
  /** The part of the path that the backend does not see; empty if there is none. */
  readonly forwardedPrefix: string;
  /** The fields of a response, as name, value, name, value, with the paths that clients know. */
  ofPairs(pairs: string[], exchange: Exchange): string[];
}

/** The changes of a route to requests and responses. */
export interface RouteEffects {
  readonly name: string;
  /** Milliseconds until the head of the answer, where the route says other than the pool. */
  readonly responseTimeout: number | undefined;
  /**
   * True if a second backend may be asked before the first has answered, where the route says other than the pool.
   */
  readonly hedge: boolean | undefined;
  /** Milliseconds of silence after which a client gets a comment in an event stream. */
  readonly heartbeat?: number | undefined;
  /** How clients know what the backend has by other paths; undefined where both have the same. */
  readonly publicPaths?: PathTranslation | undefined;
  readonly requestEdits: HeaderEdits | undefined;
  readonly responseEdits: HeaderEdits | undefined;
  /** Returns the path that the backend knows; undefined if the path cannot be rewritten safely. */
  targetOf(path: string): string | undefined;
}

/** One request on its way through the gateway, and what each stage has found out about it. */
export class Exchange {
  /** The route that serves the request; set by routing. */
  route: RouteEffects;
  pool: Pool;
  /** Path and query for the backend: the client's bytes, unless the route or admission rewrites them. */
  target: string;
  /** Which backend serves the request, and why; set by the middleware from what affinity returns. */
  placement: Placement = UNPLACED;
  /** The outcomes of the attempts; written by forwarding. */
  readonly attempts = new AttemptLog();
  /** The beginning of the request body, if a decision required it; set by body. */
  peeked: PeekedBody | undefined;
  /** True if the request is a CORS preflight that the route answers; set by routing. */
  isPreflight = false;
  /** The client; undefined if the route requires no credentials. Set by admission. */
  identity: Identity | undefined;
  /** Set by tracing. */
  trace: ExchangeTrace | undefined;
  /** Why the exchange ended without a complete response of a backend. */
  failure: ProxyError | undefined;
  /** The status that the client got, after the end: 101 for a tunnel, 499 if the client left early. */
  status = 0;
  /** Milliseconds on the monotonic clock; 0 until then. */
  startedAt = 0;
  endedAt = 0;
  /** Bytes of the bodies, or through a tunnel, without heads and framing. */
  readonly bytes = { in: 0, out: 0 };
  /** Fields that the gateway adds to the client's response, as name, value, name, value. */
  private addedFields: readonly string[] | undefined;
  private closeListener: CloseListener | undefined;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly head: RequestHead,
    readonly client: ClientConnection,
    /** The request id of the client, or of a proxy before the gateway; else one of the gateway. */
    public id: string,
    /** The bytes that the client sent after the head of an upgrade request, before a response. */
    readonly upgradeHead: Buffer | undefined,
  ) {
    this.target = head.path;
  }

  /** True if the client has the whole response, or has left. */
  get hasEnded(): boolean {
    return this.endedAt !== 0;
  }

  get responseFields(): readonly string[] | undefined {
    return this.addedFields;
  }

  /** Adds fields to the response that the client gets, as name, value, name, value. */
  addResponseFields(fields: readonly string[]): void {
    this.addedFields = this.addedFields === undefined ? fields : [...this.addedFields, ...fields];
  }

  /** Replaces what affinity has decided: at first by the middleware, then before each retry that goes elsewhere. */
  place(placement: Placement): void {
    this.placement = placement;
  }

  /** The backends of this pool serve the request: that of the route, or a former one that owns the resource. */
  leadTo(pool: Pool): void {
    this.pool = pool;
  }

  /** The backend knows the path by another name. */
  rewriteTarget(target: string): void {
    this.target = target;
  }

  /** Keeps a query parameter from the backend. */
  withholdParameter(name: string): void {
    this.target = withoutParameter(this.target, name);
  }

  /** The exchange ends without a complete response of a backend, for this reason. */
  fail(error: ProxyError): void {
    this.failure = error;
  }

  /** The client has its 101: from here on, bytes pass in both directions. */
  becomeTunnel(): void {
    this.status = 101;
  }

  /** Has `listener` learn of the client's leaving; undefined if no stage needs to know. */
  listenForClose(listener: CloseListener | undefined): void {
    this.closeListener = listener;
  }

  /** The client's connection accepts nothing more. */
  clientClosed(): void {
    this.closeListener?.onClientClose();
  }

  /** Sends a response of the gateway itself, without a backend. */
  respondLocally(status: number, headers: readonly string[], body: string): void {
    const { response } = this;
    const bytes = Buffer.from(body);
    const length = status === 204 || status === 304 ? [] : ['Content-Length', String(bytes.length)];
    // Before a route is found, there is none.
    const edits = (this.route as RouteEffects | undefined)?.responseEdits;
    const edited = edits === undefined ? headers : edits.ofPairs(headers);
    response.writeHead(status, [...edited, ...length, ...(this.responseFields ?? [])]);
    if (this.head.method === 'HEAD') return void response.end();
    this.bytes.out = bytes.length;
    // As bytes: Node would send the head in the encoding of a text.
    response.end(bytes);
  }
}
