import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type ProxyError } from '../errors/proxy.error';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type Pool } from '../upstream/pool';
import { type ResponseHead } from '../upstream/response-head';
import { type PeekedBody } from '../body/peeked-body';
import { type ClientConnection } from './client-connection';
import { type HeaderEdits } from '../http/header-edits';
import { type Identity } from './identity';
import { type RequestHead } from '../http/request-head';
import { type PublicPaths } from '../routing/public-paths';

/** How an exchange ended, as far as the resource it names is concerned. */
export type Outcome =
  /** The backend gave a complete answer with this status; an earlier attempt may have been acted on, too. */
  | {
      readonly kind: 'answered';
      readonly backend: Backend;
      readonly status: number;
      readonly afterUnknown: boolean;
    }
  /** No byte of the request reached any backend, or none that could have acted on it. */
  | { readonly kind: 'not-sent' }
  /** The request was sent and its answer never came, or not to its end: it may have been acted on. */
  | { readonly kind: 'unknown' };

/** Who follows what becomes of a request, to learn from it who owns what. */
export interface OwnershipTracker {
  /**
   * Sees the head of every answer before the client does.
   *
   * @returns true when another backend is to be asked instead: whoever is chosen next.
   * @throws a ProxyError that the client gets in the place of the answer.
   */
  onResponseHead(backend: Backend, head: ResponseHead): MaybePromise<boolean>;
  /** The owner was tried in vain, and `mayLeaveOwner` holds: another backend is about to be chosen. */
  onOwnerAbandoned(): void;
  /** Must have finished before the client has the last byte of its answer. Never throws. */
  onComplete(outcome: Outcome): MaybePromise<void>;
}

/** Who looks at the body of an answer that is passed on. */
export interface BodyTap {
  /** A piece of it, `buffer[start, end)`, lent for the length of the call. */
  onBody(buffer: Buffer, start: number, end: number): void;
}

/** Who must know that the client's connection takes nothing more, whether it has all of its answer or not. */
export interface CloseListener {
  onClientClose(): void;
}

/** A resource that nobody owns yet, or whose owner is to be another one. */
export interface ClaimableResource {
  /** Whether this request creates it: then an attempt whose outcome is not known binds it to its backend. */
  readonly isCreated: boolean;
  /** Claims it for the backend; answers whose claim stands. */
  claimFor(backend: Backend): MaybePromise<{ readonly backendId: string }>;
}

/** Why a request went to the backend it went to. */
export type DecisionReason =
  /** No rule of the route found a key in the request. */
  | 'no-key'
  /** The key's owner. */
  | 'owner'
  /** Nobody owned it; this request creates it. */
  | 'claimed'
  /** Nobody was known to own it, and the backends were asked. */
  | 'located'
  /** The owner is not available, and another one answers in its place. */
  | 'fallback'
  /** The owner is not available, and the resource was given to another one. */
  | 'moved'
  /** Nobody is known to own it. */
  | 'miss'
  /** A cookie of the gateway's own names the backend. */
  | 'cookie'
  /** The hash of the key names the backend. */
  | 'hash'
  /** The owner of a weak rule has too much to do. */
  | 'spilled'
  /** The store of the sticky sessions cannot be asked. */
  | 'store-error';

/** Follows an exchange from attempt to attempt, for whoever traces requests. */
export interface ExchangeTrace {
  attemptBegun(backend: Backend): void;
  /** Fields that the request has on its way to the backend, as lines. */
  fieldsFor(backend: Backend): string;
  attemptAnswered(backend: Backend, status: number): void;
  attemptFailed(backend: Backend, error: ProxyError): void;
  /** Whatever became of it; calls beyond the first do nothing. */
  attemptEnded(backend: Backend): void;
}

/** What a route changes on the way there and back. */
export interface RouteEffects {
  readonly name: string;
  /** Milliseconds until the head of the answer, where the route says other than the pool. */
  readonly responseTimeout: number | undefined;
  /** Whether a second backend may be asked before the first has answered, where the route says other than the pool. */
  readonly hedge: boolean | undefined;
  /** Milliseconds of silence after which a client gets a comment in an event stream. */
  readonly heartbeat?: number | undefined;
  /** How clients know what the backend has by other paths; undefined where both have the same. */
  readonly publicPaths?: PublicPaths | undefined;
  readonly requestEdits: HeaderEdits | undefined;
  readonly responseEdits: HeaderEdits | undefined;
  /** What the backend knows a path as; undefined when it does not survive being rewritten. */
  targetOf(path: string): string | undefined;
}

/** One request on its way through the gateway, and what each stage has found out about it. */
export class Exchange {
  /** What serves it, and where it may go; set by routing. */
  route: RouteEffects;
  pool: Pool;
  /** The only backend that may serve it; set by affinity. */
  owner: Backend | undefined;
  /** Whether another backend may answer when the owner cannot be reached. */
  allowsFallback = false;
  /** Since when it has been known who owns the resource, in milliseconds since 1970; set by affinity. */
  ownedSince: number | undefined;
  /** Set by affinity when the resource is to be claimed, or moved, before each attempt. */
  pendingClaim: ClaimableResource | undefined;
  /** Set by affinity when the outcome may prove something about who owns what. */
  ownershipTracker: OwnershipTracker | undefined;
  /** Set by affinity when the body of the answer may name something. */
  bodyTap: BodyTap | undefined;
  /** The beginning of the body, where it had to be read to decide something. */
  peeked: PeekedBody | undefined;
  /** Set by forwarding. */
  closeListener: CloseListener | undefined;
  /** Who the client is; undefined where the route asks for no credentials. Set by admission. */
  identity: Identity | undefined;
  /** Fields that the client's answer gets from the gateway, as name, value, name, value. */
  responseFields: readonly string[] | undefined;
  /** Whether a browser asks what a page of another origin may do, and the route has an answer to that; set by routing. */
  isPreflight = false;
  /** Set where requests are traced. */
  trace: ExchangeTrace | undefined;
  /** Why it goes where it goes, and the affinity rule that decided; set by affinity. */
  reason: DecisionReason = 'no-key';
  rule: string | undefined;
  /** Path and query for the backend: the client's bytes, unless the route rewrites them. */
  target: string;
  /** Attempts begun. */
  attempts = 0;
  /** Those of them that were begun beside another one. */
  hedges = 0;
  /** Backends that were tried in vain. */
  readonly failedBackends: Backend[] = [];
  /** The backend that may have acted on an attempt whose answer never came. */
  possiblyProcessedBy: Backend | undefined;
  /** The backend whose answer the client gets. */
  respondedBy: Backend | undefined;
  /** How the last attempt that failed did, also when another one was answered. */
  attemptFailure: ProxyError | undefined;
  /** Why it ended without the whole of a backend's answer. */
  failure: ProxyError | undefined;
  /** What the client got, once it has ended: 101 for a tunnel, 499 when it left before it had everything. */
  status = 0;
  /** Moments on the monotonic clock, in milliseconds; 0 as long as they have not come. */
  startedAt = 0;
  /** The head of the last attempt was written to a connection. */
  sentAt = 0;
  /** The head of the backend's answer had come. */
  firstByteAt = 0;
  /** Its last byte had. */
  respondedAt = 0;
  endedAt = 0;
  hasEnded = false;
  /** Bytes of the bodies, or of what passed through a tunnel, without heads and framing. */
  bytesIn = 0;
  bytesOut = 0;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly head: RequestHead,
    readonly client: ClientConnection,
    /** The one that the client, or a proxy before the gateway, gave it, or else the gateway's own. */
    public id: string,
    /** What the client sent behind the head of an upgrade request, before it was answered. */
    readonly bytesBehindHead: Buffer | undefined,
  ) {
    this.target = head.path;
  }

  /** Adds fields to whichever answer the client gets, as name, value, name, value. */
  addResponseFields(fields: readonly string[]): void {
    this.responseFields = this.responseFields === undefined ? fields : [...this.responseFields, ...fields];
  }

  /** Answers in the gateway's own name, without a backend. */
  respondLocally(status: number, headers: readonly string[], body: string): void {
    const { response } = this;
    const bytes = Buffer.from(body);
    const length = status === 204 || status === 304 ? [] : ['Content-Length', String(bytes.length)];
    // Before a route is found, there is none.
    const edits = (this.route as RouteEffects | undefined)?.responseEdits;
    const edited = edits === undefined ? headers : edits.ofPairs(headers);
    response.writeHead(status, [...edited, ...length, ...(this.responseFields ?? [])]);
    if (this.head.method === 'HEAD') return void response.end();
    this.bytesOut = bytes.length;
    // As bytes: Node would send the head in the encoding of a text.
    response.end(bytes);
  }
}
