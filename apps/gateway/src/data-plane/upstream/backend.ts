import { BackendTraffic } from './backend-traffic';
import {
  type BackendHealth,
  type BackendMode,
  type BackendState,
  type LastFailure,
  type StateChange,
} from './backend-state';

/** Settings of one backend. */
export interface BackendSettings {
  /** Unique in its pool; names the backend in logs, metrics and sticky sessions. */
  readonly id: string;
  /** `http://host:port`, `https://host:port` or `unix:/path.sock`. */
  readonly url: string;
  readonly weight: number;
  /** How many requests may be in flight at once; 0 means no limit. */
  readonly maxInFlight: number;
  /** Serves only when no other backend is available. */
  readonly backup: boolean;
}

/** How fast a latency that was measured once is forgotten, in milliseconds. */
const LATENCY_DECAY = 10_000;

/** One instance we may send to, with the plain counters that selectors, metrics and the control plane read. */
export class Backend {
  readonly id: string;
  readonly url: string;
  /** Host and port as a `Host` header would name them. */
  readonly authority: string;
  weight: number;
  maxInFlight: number;
  backup: boolean;
  /** Sent and not yet answered to the last byte. */
  inFlight = 0;
  /** Requests that wait until it is available, and when the oldest of them began, on the monotonic clock. */
  waiting = 0;
  waitingSince = 0;
  /** Attempts begun since the start. */
  requests = 0;
  /** Attempts that ended without a complete answer since the start. */
  failures = 0;
  /** Peak-sensitive moving average of the time to the response head, in milliseconds; 0 until measured. */
  latency = 0;
  /** When `latency` was last written, on the monotonic clock. */
  latencyAt = 0;
  /** Figures of its live traffic. */
  readonly traffic = new BackendTraffic();
  /** Below 1 while it warms up: the part of its turns that it takes. */
  rampFactor = 1;
  private credit = 0;
  /** Probes in a row that it has passed, up to now. */
  passes = 0;
  /** How its probes have ended since the start. */
  readonly probes = { passed: 0, draining: 0, failed: 0, skipped: 0 };
  /** Times that live traffic has taken it out since the start. */
  ejections = 0;
  /** True if it gets nothing before it has passed its first probe. */
  needsProof = false;
  /** Written only through `BackendStates`, so that every change is reported. */
  health: BackendHealth = 'unknown';
  mode: BackendMode = 'enabled';
  /** True if the backend itself asks for nothing new. */
  selfDraining = false;
  isEjected = false;
  lastChange: StateChange | undefined;
  /** Why the last attempt that failed did. */
  lastFailure: LastFailure | undefined;

  constructor(settings: BackendSettings) {
    this.id = settings.id;
    this.url = settings.url;
    this.authority = settings.url.startsWith('unix:') ? 'localhost' : new URL(settings.url).host;
    this.weight = settings.weight;
    this.maxInFlight = settings.maxInFlight;
    this.backup = settings.backup;
  }

  /** Takes note of the time to the head of an answer; a longer one counts at once, a shorter one by and by. */
  noteLatency(milliseconds: number, now: number): void {
    const decayed = (this.latency - milliseconds) * Math.exp((this.latencyAt - now) / LATENCY_DECAY);
    this.latency = milliseconds + Math.max(0, decayed);
    this.latencyAt = now;
    this.traffic.latencies.note(milliseconds);
  }

  /**
   * Returns true if it accepts the turn that it has just been given: always, or, during its ramp, now and then.
   */
  admitsDuringRamp(): boolean {
    if (this.rampFactor === 1) return true;
    this.credit += this.rampFactor;
    if (this.credit < 1) return false;
    this.credit -= 1;
    return true;
  }

  get state(): BackendState {
    if (this.mode !== 'enabled') return this.mode;
    if (this.health === 'unhealthy') return 'unhealthy';
    if (this.selfDraining) return 'draining';
    if (this.isEjected) return 'ejected';
    return this.isFull ? 'full' : this.health;
  }

  /** True if it carries as many requests as it may. */
  get isFull(): boolean {
    return this.maxInFlight > 0 && this.inFlight >= this.maxInFlight;
  }

  /** True if it may get requests without an owner, as soon as it is not full. */
  get isEligible(): boolean {
    return this.isEnabledAndHealthy && !this.isEjected && !this.selfDraining;
  }

  /** True if it would be fit, were it not ejected. */
  get isOnlyEjected(): boolean {
    return this.isEjected && this.isEnabledAndHealthy && !this.selfDraining;
  }

  /** True if it may get requests without an owner. */
  get isAvailable(): boolean {
    return this.isEligible && !this.isFull;
  }

  /** True if it may get requests for resources that it owns: also while it drains, and while it is ejected. */
  get acceptsOwnedRequests(): boolean {
    return this.mode !== 'disabled' && this.isProven;
  }

  /** True if operators and probes have nothing against new requests. */
  private get isEnabledAndHealthy(): boolean {
    return this.mode === 'enabled' && this.isProven;
  }

  /** True if its probes allow requests, or no probe has finished yet. */
  get isProven(): boolean {
    return this.health !== 'unhealthy' && !(this.needsProof && this.health === 'unknown');
  }
}
