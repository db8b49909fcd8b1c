import { type Clock, type Timer } from '../../platform/clock';
import { type Random } from '../../platform/random';
import { type Backend } from '../../data-plane/upstream/backend';
import { type BackendStates } from '../../data-plane/upstream/backend-states';
import { type Pool } from '../../data-plane/upstream/pool';
import { type HealthSettings } from './health-settings';
import { type HealthProbe, type ProbeResult } from './probe';
import { ProbeCounter } from './probe-counter';

/** Services that every check shares. */
export interface CheckContext {
  readonly states: BackendStates;
  readonly clock: Clock;
  readonly random: Random;
}

/** Probes one backend again and again, one probe at a time, and says what that makes of it. */
export class BackendCheck {
  private readonly tally: ProbeCounter;
  private timer: Timer | undefined;
  private asking: AbortController | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly backend: Backend,
    private readonly probe: HealthProbe,
    readonly settings: HealthSettings,
    private readonly context: CheckContext,
  ) {
    this.tally = new ProbeCounter(backend.health);
  }

  /** Probes for the first time after `delay` milliseconds. */
  start(delay: number): void {
    this.timer = this.context.clock.after(delay, () => void this.run());
  }

  stop(): void {
    this.timer?.cancel();
    this.asking?.abort();
    this.asking = undefined;
  }

  private async run(): Promise<void> {
    const asking = (this.asking = new AbortController());
    const result = await this.ask(asking);
    if (this.asking !== asking) return;
    this.asking = undefined;
    this.take(result);
    this.runLater(1 + this.settings.jitter * (2 * this.context.random.fraction() - 1), 0);
  }

  /** Looks again after each `fastInterval`, since requests may have begun to wait for the backend. */
  private runLater(jitter: number, waited: number): void {
    const left = this.interval * jitter - waited;
    const isDown = this.backend.health === 'unhealthy';
    const step = isDown ? Math.min(left, this.settings.fastInterval) : left;
    this.timer = this.context.clock.after(Math.max(0, step), () =>
      step < left ? this.runLater(jitter, waited + step) : void this.run(),
    );
  }

  private async ask(asking: AbortController): Promise<ProbeResult> {
    const { timeout } = this.settings;
    const limit = this.context.clock.after(timeout, () => asking.abort());
    try {
      return await this.probe.ask(asking.signal);
    } catch {
      return { kind: 'failed', reason: `no response within ${timeout} ms` };
    } finally {
      limit.cancel();
    }
  }

  private take(result: ProbeResult): void {
    const { pool, backend, tally } = this;
    backend.probes[result.kind]++;
    if (result.kind === 'skipped') return;
    const { states } = this.context;
    const health = tally.note(result, this.settings);
    backend.passes = tally.passes;
    const drains = result.kind === 'draining';
    if (result.kind !== 'failed' && drains !== backend.selfDraining)
      states.setSelfDraining(pool, backend, drains, drains ? result.reason : 'a probe passed');
    if (health !== backend.health) states.setHealth(pool, backend, health, this.reasonFor(result));
  }

  private reasonFor(result: ProbeResult): string {
    const count = (n: number): string => (n === 1 ? 'a probe' : `${n} probes in a row`);
    return result.kind === 'failed'
      ? `${count(this.tally.failures)} failed: ${result.reason}`
      : `${count(this.tally.passes)} passed`;
  }

  /** Close looks while something may be changing, few at who has been down for long. */
  private get interval(): number {
    const { interval, fastInterval, downInterval } = this.settings;
    const { isEjected, waiting } = this.backend;
    if (this.tally.isUndecided || isEjected || waiting > 0) return fastInterval;
    return this.backend.health === 'unhealthy' ? downInterval : interval;
  }
}
