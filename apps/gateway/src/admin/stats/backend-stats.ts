import { type Backend } from '../../data-plane/upstream/backend';
import { LatencyHistogram } from './latency-histogram';
import { RecentRate } from './recent-rate';

/** Half of what is known of the latency is forgotten within so many seconds. */
const HALF_LIFE_S = 10;
const SHARE_PER_SECOND = 0.5 ** (1 / HALF_LIFE_S);

/** Figures of one backend for operators, in addition to its own counts. */
export class BackendStats {
  readonly latency = new LatencyHistogram();
  readonly requests: RecentRate;
  readonly errors = new RecentRate();
  /** Answers of 500 and above. */
  serverErrors = 0;

  constructor(private readonly backend: Backend) {
    this.requests = new RecentRate(backend.requests);
  }

  get errorCount(): number {
    return this.backend.failures + this.serverErrors;
  }

  /** A second has passed. */
  tick(): void {
    this.latency.fade(SHARE_PER_SECOND);
    this.requests.read(this.backend.requests);
    this.errors.read(this.errorCount);
  }
}
