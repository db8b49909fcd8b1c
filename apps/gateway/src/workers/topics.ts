import { type GatewayConfig, type PoolConfig } from '../config/gateway-config';
import { type SessionMove } from '../admin/events/session-moves';
import { type FailureCause } from '../data-plane/errors/failure-cause';
import { type IpcLink } from '../platform/ipc/ipc-link';
import { type Rate, type Verdict } from '../data-plane/admission/rate-limiting/rate-limit';
import { type RemoteStoreCall } from '../data-plane/affinity/stores/handover/remote-store-call';
import { type Page, type SessionFilter } from '../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../data-plane/affinity/sticky-session';
import { type BackendHealth, type BackendMode } from '../data-plane/upstream/backend-state';

/** Which backend is meant: one with the same id at another address is another one. */
export interface BackendName {
  readonly pool: string;
  readonly id: string;
  readonly url: string;
}

/** The primary's state of a backend, and the reason for its last change. */
export interface BackendWord extends BackendName {
  readonly health: BackendHealth;
  readonly mode: BackendMode;
  readonly selfDraining: boolean;
  readonly isEjected: boolean;
  /** Probes in a row that it has passed. */
  readonly passes: number;
  readonly reason: string;
}

/** The state that a worker needs to start. */
export interface Beginning {
  /** With the backends as operators and discovery have them. */
  readonly config: GatewayConfig;
  /** Which of the workers it is, from 0, and how many there are. */
  readonly place: number;
  readonly count: number;
  readonly states: readonly BackendWord[];
  /** True if people read the log while it is written. */
  readonly isTerminal: boolean;
}

/**
 * Reports that a worker can serve clients, or why not. It has the texts of the error, since errors lose their
 * fields on the way.
 */
export interface Begun {
  readonly failure?: Readonly<Record<string, unknown>> & { readonly message: string };
}

/** The counts of a worker for a backend, since it knows the backend. */
export interface BackendCounts extends BackendName {
  readonly requests: number;
  readonly failures: number;
  /** Answers of 500 and above. */
  readonly serverErrors: number;
  readonly inFlight: number;
  /** Requests that wait until it is available, and the age of the oldest of them in milliseconds. */
  readonly waiting: number;
  readonly longestWait: number;
  /** See `LatencyHistogram.counts`. */
  readonly latencies: readonly number[];
}

/** How a worker does. */
export interface WorkerFigures {
  /** Those that it has sent anything. */
  readonly backends: readonly BackendCounts[];
  /** CPU time since its start, in seconds, and the memory that it takes, in bytes. */
  readonly cpu: number;
  readonly memory: number;
}

/** A resource that is being moved. */
export interface HeldResource {
  readonly pool: string;
  readonly key: string;
}

/** A sample as a message: a histogram consists of its counts and its sum. */
export type ReportedSample = readonly [
  labels: readonly string[],
  value: number | { readonly counts: Float64Array; readonly sum: number },
];

/** All samples of a worker, by the names of the metrics. */
export type ReportedMetrics = readonly (readonly [name: string, samples: readonly ReportedSample[]])[];

/** The report of a worker when it ends. */
export interface ExitReport {
  /** True if nothing had to be cut off. */
  readonly isClean: boolean;
  readonly figures: WorkerFigures;
  readonly metrics: ReportedMetrics;
}

/** Messages from the primary to a worker. */
export interface ToWorker {
  begin(beginning: Beginning): Begun;
  /** Answered when it is in force. */
  configure(config: GatewayConfig): void;
  /** Who the backends are now. */
  relist(lists: readonly Pick<PoolConfig, 'name' | 'backends'>[]): void;
  state(word: BackendWord): void;
  /** The reply comes when every earlier message is in force. */
  settle(nothing: undefined): void;
  /** Answered when nothing is in flight any more. */
  stop(nothing: undefined): ExitReport;
  /** The reply comes when every earlier message is in force. */
  figures(nothing: undefined): WorkerFigures;
  metrics(nothing: undefined): ReportedMetrics;
  /** Requests for the resource wait until it is released. The reply comes when those in flight have ended: false if not in time. */
  holdResource(resource: HeldResource & { readonly patience: number }): boolean;
  releaseResource(resource: HeldResource): void;
  /** Another process has changed the sticky session with this key. */
  sessionChanged(key: string): void;
  /** True if another process may change them, too, without a report of its changes. */
  sessionsShared(areShared: boolean): void;
}

/** Messages from a worker to the primary. */
export interface ToPrimary {
  /** Its own traffic has taken the backend out, or let it back in. */
  ejection(word: BackendName & { readonly isEjected: boolean; readonly reason: string }): void;
  /** Attempts at the backend fail at this worker; sent now and then. */
  failing(word: BackendName & { readonly cause: FailureCause }): void;
  /** The sticky session with this key. Without one: whether that proves that the resource has no owner. */
  find(key: string): StickySession | boolean;
  /** Any other operation of the store of sticky sessions, answered with its result. */
  storeCall(call: RemoteStoreCall): unknown;
  touch(session: Pick<StickySession, 'key' | 'generation'>): void;
  /** Pools with sticky sessions of this rule. */
  sessionPools(rule: string): readonly string[];
  sessionCounts(nothing: undefined): ReadonlyMap<string, number>;
  sessionList(part: {
    readonly cursor: string | undefined;
    readonly filter: SessionFilter;
  }): Page<StickySession>;
  /** Takes one request out of what a client may still send. */
  take(wanted: Rate & { readonly key: string; readonly cost: number }): Verdict;
  /** True if one more may be under way, which it is from then on. */
  beginRequest(wanted: { readonly number: number; readonly key: string; readonly max: number }): boolean;
  endRequest(number: number): void;
  /** It has the connection with this number. */
  taken(connection: number): void;
  /** A request has moved a sticky session. */
  moved(move: SessionMove): void;
}

/** The line to a worker, as the primary holds it. */
export type WorkerLink = IpcLink<ToWorker, ToPrimary>;
/** The line to the primary, as a worker holds it. */
export type PrimaryLink = IpcLink<ToPrimary, ToWorker>;
