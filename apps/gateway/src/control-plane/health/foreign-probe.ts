import { whenReady } from '../../platform/maybe-promise';
import { type Endpoint } from '../../platform/endpoint';
import { type OwnListeners, ownListenerText } from '../../platform/own-listeners';
import { type HealthProbe, type ProbeResult } from './probe';

/** Fails for a listener of the gateway itself, which would always be well; asks every other backend by another probe. */
export class ForeignProbe implements HealthProbe {
  constructor(
    private readonly ownListeners: OwnListeners,
    private readonly endpoint: Endpoint,
    private readonly probe: HealthProbe,
  ) {}

  ask(signal: AbortSignal): Promise<ProbeResult> {
    const found = whenReady<string | undefined, ProbeResult>(
      this.ownListeners.reachedBy(this.endpoint),
      (listener) => {
        if (listener === undefined) return this.probe.ask(signal);
        return { kind: 'failed', reason: ownListenerText(listener) };
      },
    );
    return Promise.resolve(found);
  }
}
