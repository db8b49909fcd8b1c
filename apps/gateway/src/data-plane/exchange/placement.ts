import { type ProxyError } from '../errors/proxy.error';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type Backend } from '../upstream/backend';
import { type ResponseHead } from '../upstream/response-head';

/** How an exchange ended, as far as the resource it names is concerned. */
export type Outcome =
  /** The backend gave a complete response with this status; an earlier attempt may have been processed, too. */
  | {
      readonly kind: 'answered';
      readonly backend: Backend;
      readonly status: number;
      readonly afterUnknown: boolean;
    }
  /** No byte of the request reached a backend, or none that could have been processed. */
  | { readonly kind: 'not-sent' }
  /** The request was sent, and no complete response came: a backend may have processed it. */
  | { readonly kind: 'unknown' };

/** Follows what becomes of a request, to learn from it which backend owns which resource. */
export interface OwnershipTracker {
  /**
   * Sees the head of every response before the client does.
   *
   * @returns the new placement, if there is one: another owner than `backend` gets the request next. Else undefined.
   * @throws ProxyError that the client gets instead of the response.
   */
  onResponseHead(backend: Backend, head: ResponseHead): MaybePromise<Placement | undefined>;
  /** The owner could not be reached, and `mayFallback` is true: where the request goes instead. */
  onOwnerAbandoned(): Placement;
  /** Ends before the client has the last byte of its response. Never throws. */
  onComplete(outcome: Outcome): MaybePromise<void>;
}

/** Looks at the body of a response on its way to the client. */
export interface BodyTap {
  /** A piece of the body, `buffer[start, end)`, lent for the length of the call. */
  onBody(buffer: Buffer, start: number, end: number): void;
}

/** A resource without an owner, or one that gets a new owner. */
export interface ClaimableResource {
  /**
   * True if this request creates the resource: an attempt with an unknown outcome then binds it to its backend.
   */
  readonly isCreated: boolean;
  /** Claims the resource for this backend. The placement names the owner if an earlier claim of another one stands. */
  claimFor(backend: Backend): MaybePromise<Placement>;
}

/** Why a request went to the backend it went to. */
export type DecisionReason =
  /** No rule of the route found a key in the request. */
  | 'no-key'
  /** The key has an owner. */
  | 'owner'
  /** The key has no owner; this request creates the resource. */
  | 'claimed'
  /** The key had no known owner, and the backends were asked. */
  | 'located'
  /** The owner is not available, and another backend answers instead. */
  | 'fallback'
  /** The owner is not available, and another backend is the owner from now on. */
  | 'moved'
  /** The key has no known owner. */
  | 'miss'
  /** A cookie of the gateway names the backend. */
  | 'cookie'
  /** The hash of the key names the backend. */
  | 'hash'
  /** The owner by a preferred binding is overloaded. */
  | 'spilled'
  /** The store of the sticky sessions cannot be reached. */
  | 'store-error';

/** The wait of a request for an owner that is not available, or until its resource has been moved. */
export interface OwnerWait {
  readonly backendId: string;
  /** Milliseconds from the beginning of the request; 0 if it does not wait for an owner that is not available. */
  readonly limit: number;
  /** The key of the resource if it may be moved; see `Pool.resources`. */
  readonly key: string | undefined;
  /**
   * Decides again after the wait, since the resource may have another owner by then.
   *
   * @param isOver true if the request must not wait any longer.
   */
  readonly placeAgain: (isOver: boolean) => MaybePromise<Placement>;
}

/** The decision of affinity about one request. Immutable: a retry replaces it as a whole. */
export interface Placement {
  /** The only backend that may serve the request; undefined if the balancer chooses. */
  readonly owner: Backend | undefined;
  readonly reason: DecisionReason;
  /** The affinity rule that decided. */
  readonly rule: string | undefined;
  /** Since when the owner has been known, in milliseconds since 1970. */
  readonly ownedSince: number | undefined;
  /** The epoch that is sent to the owner, so that it can refuse an outdated request; undefined if none is sent. */
  readonly epoch: number | undefined;
  /** True if another backend may answer if the owner cannot be reached. */
  readonly mayFallback: boolean;
  /** Set if the request waits while the owner is not available. `owner` is undefined then if it is not listed. */
  readonly ownerWait: OwnerWait | undefined;
  /** Set if the resource must be claimed for the chosen backend before each attempt. */
  readonly claim: ClaimableResource | undefined;
  /** Set if the outcome may prove something about ownership. */
  readonly tracker: OwnershipTracker | undefined;
  /** Set if the body of the response may name a resource. */
  readonly bodyTap: BodyTap | undefined;
  /** Set if the request must be refused: no backend may serve it. */
  readonly refusal: ProxyError | undefined;
}

/** The placement of a request that names no resource. */
export const UNPLACED: Placement = {
  owner: undefined,
  reason: 'no-key',
  rule: undefined,
  ownedSince: undefined,
  epoch: undefined,
  mayFallback: false,
  ownerWait: undefined,
  claim: undefined,
  tracker: undefined,
  bodyTap: undefined,
  refusal: undefined,
};
