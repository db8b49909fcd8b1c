import { type Backend } from '../../data-plane/upstream/backend';
import { Ejection } from './ejection';
import { type OutlierSettings } from './outlier-settings';
import { NoResponseDetector } from './no-response-detector';
import { type LatencyOutlierDetector } from './latency-outlier-detector';

/** The state of one backend between two checks. */
export class BackendOutlierTracker {
  readonly ejection = new Ejection();
  private readonly silence = new NoResponseDetector();
  /** Since when it has been slow without a break. */
  private slowSince: number | undefined;

  constructor(private readonly backend: Backend) {}

  /** Returns the reason to eject the backend now, as text; undefined without one. */
  troubleIn(slowness: LatencyOutlierDetector, settings: OutlierSettings, now: number): string | undefined {
    return this.failures(settings) ?? this.slow(slowness, settings, now) ?? this.silent(slowness, now);
  }

  private failures({ failureRatio, minRequests }: OutlierSettings): string | undefined {
    const { responses, failures } = this.backend.traffic;
    const all = responses + failures;
    if (failureRatio === 0 || all < minRequests || failures < failureRatio * all) return undefined;
    return `${Math.round((100 * failures) / all)} % of its recent requests failed`;
  }

  private slow(
    slowness: LatencyOutlierDetector,
    { latency }: OutlierSettings,
    now: number,
  ): string | undefined {
    const slow = latency.enabled ? slowness.of(this.backend, latency) : undefined;
    if (slow === undefined) {
      this.slowSince = undefined;
      return undefined;
    }
    this.slowSince ??= now;
    return now - this.slowSince >= latency.duration ? slownessText(slow) : undefined;
  }

  private silent(slowness: LatencyOutlierDetector, now: number): string | undefined {
    const { backend } = this;
    const isSilent = this.silence.look(now, backend, slowness.othersOf(backend));
    return isSilent ? 'it responds to no requests, while the other backends do' : undefined;
  }
}

/** How it compares, for people. */
export function slownessText({ own, others }: { own: number; others: number }): string {
  return `it responds in ${own.toFixed(1)} ms, the others in ${others.toFixed(1)} ms`;
}
