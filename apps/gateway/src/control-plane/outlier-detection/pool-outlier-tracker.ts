import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { type Clock } from '../../platform/clock';
import { type Backend } from '../../data-plane/upstream/backend';
import { type BackendStates } from '../../data-plane/upstream/backend-states';
import { RecentLatency } from '../../data-plane/upstream/recent-latency';
import { type Pool } from '../../data-plane/upstream/pool';
import { BackendOutlierTracker, slownessText } from './backend-outlier-tracker';
import { TRIAL_RESPONSES } from './ejection';
import { type OutlierSettings } from './outlier-settings';
import { LatencyOutlierDetector } from './latency-outlier-detector';

/** How often the pools are looked at, in milliseconds. */
export const LOOK_MS = 250;
/**
 * Weight that a response keeps from one check to the next. The typical latency is that of about the last second
 * or, with too few responses, of the last ten responses or five seconds.
 */
const LATENCY_FADES = 0.75;
const FEW_FADE = 0.95;
const FEW = 10;
/** The same for failures: their share is that of about the last ten seconds. */
const FAILURES_FADE = 0.975;
/** So many looks a trial waits for a request that can do no harm; then any will do. */
const TRIAL_LOOKS = 20;

/** Watches the live traffic of one pool: who fails it is taken out, and let back in when it has proven itself. */
export class PoolOutlierTracker {
  private readonly watches = new WeakMap<Backend, BackendOutlierTracker>();
  private readonly slowness = new LatencyOutlierDetector();
  private readonly all = new RecentLatency();
  private untried = 0;

  constructor(
    private readonly pool: Pool,
    public settings: OutlierSettings,
    private readonly states: BackendStates,
    private readonly clock: Clock,
  ) {}

  /** An ejected backend has given a whole answer. */
  completed(backend: Backend): void {
    const { ejection } = this.watchOf(backend);
    if (ejection.phase === 'trial' && ++ejection.passed >= TRIAL_RESPONSES) this.judge(backend);
  }

  /** `what` it did, for people; an error when there was no answer at all. */
  failed(backend: Backend, what: string, error?: ProxyError): void {
    const { traffic } = backend;
    const { consecutiveFailures } = this.settings;
    traffic.consecutiveFailures++;
    traffic.failures++;
    // It was counted as a response when it began.
    if (error?.phase === 'body') traffic.responses--;
    const { phase } = this.watchOf(backend).ejection;
    if (phase === 'trial') this.eject(backend, `it failed its trial: ${what}`, error);
    else if (
      phase === 'serving' &&
      consecutiveFailures > 0 &&
      traffic.consecutiveFailures >= consecutiveFailures
    )
      this.eject(
        backend,
        `${traffic.consecutiveFailures} requests in a row failed, the last: ${what}`,
        error,
      );
  }

  /** To be called every LOOK_MS. */
  look(): void {
    const { pool } = this;
    this.slowness.look(pool.backends);
    this.all.clear();
    for (const backend of pool.backends) {
      this.all.add(backend.traffic.latencies);
      if (this.settings.enabled) this.lookAt(backend);
      else if (backend.isEjected) this.release(backend, 'outlier detection was disabled');
    }
    if (this.all.total > 0) pool.p95 = this.all.quantile(0.95);
    this.offerTrial();
    for (const { traffic, isEjected } of pool.backends) {
      // The few answers of a trial are all there is to judge by.
      if (!isEjected) traffic.latencies.fade(traffic.latencies.total > FEW ? LATENCY_FADES : FEW_FADE);
      traffic.responses *= FAILURES_FADE;
      traffic.failures *= FAILURES_FADE;
    }
  }

  private lookAt(backend: Backend): void {
    const watch = this.watchOf(backend);
    const { ejection } = watch;
    if (ejection.phase === 'out' && ejection.isOver(this.clock.now(), backend.passes)) {
      ejection.beginTrial();
      backend.traffic.clear();
    } else if (ejection.phase === 'serving') {
      const trouble = watch.troubleIn(this.slowness, this.settings, this.clock.now());
      if (trouble !== undefined) this.eject(backend, trouble);
    }
  }

  private judge(backend: Backend): void {
    this.slowness.look(this.pool.backends);
    const { latency } = this.settings;
    const slow = latency.enabled ? this.slowness.of(backend, latency) : undefined;
    if (slow !== undefined) this.eject(backend, `it failed its trial: ${slownessText(slow)}`);
    else this.release(backend, `${TRIAL_RESPONSES} trial requests succeeded`);
  }

  private eject(backend: Backend, reason: string, error?: ProxyError): void {
    const { ejection } = this.watchOf(backend);
    const { pool, settings } = this;
    if (!settings.enabled || (ejection.phase === 'serving' && !this.mayEject())) return;
    backend.ejections++;
    const length = ejection.begin(this.clock.now(), settings, backend.passes, error);
    if (pool.trial === backend) pool.trial = undefined;
    backend.traffic.clear();
    this.states.setEjected(pool, backend, true, `${reason}; out for ${Math.round(length / 1000)} s`);
  }

  /** No more than a share of the pool, but one where there are others. */
  private mayEject(): boolean {
    const enabled = this.pool.backends.filter(({ mode }) => mode === 'enabled');
    const out = enabled.filter((backend) => backend.isEjected || backend.health === 'unhealthy').length;
    const most = Math.max(1, Math.floor(this.settings.maxEjectedRatio * enabled.length));
    return enabled.length > 1 && out < most;
  }

  private release(backend: Backend, reason: string): void {
    this.watchOf(backend).ejection.end(this.clock.now());
    if (this.pool.trial === backend) this.pool.trial = undefined;
    backend.traffic.clear();
    this.states.setEjected(this.pool, backend, false, reason);
  }

  /** One request at each look may go to one of those on trial, in turn. */
  private offerTrial(): void {
    const { pool } = this;
    if (pool.trial !== undefined) {
      pool.trialOfAny = ++this.untried >= TRIAL_LOOKS;
      return;
    }
    const onTrial = pool.backends.filter(
      (own) => own.isOnlyEjected && this.watchOf(own).ejection.phase === 'trial',
    );
    this.untried = 0;
    pool.trialOfAny = false;
    pool.trial = onTrial[Math.floor(this.clock.now() / LOOK_MS) % Math.max(1, onTrial.length)];
  }

  private watchOf(backend: Backend): BackendOutlierTracker {
    let watch = this.watches.get(backend);
    if (watch === undefined) this.watches.set(backend, (watch = new BackendOutlierTracker(backend)));
    return watch;
  }
}
