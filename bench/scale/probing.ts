import { BackendCheck } from '../../apps/gateway/src/control-plane/health/backend-check';
import {
  PASSED,
  type HealthProbe,
  type ProbeResult,
} from '../../apps/gateway/src/control-plane/health/probe';
import { type Random } from '../../apps/gateway/src/platform/random';
import { type Backend } from '../../apps/gateway/src/data-plane/upstream/backend';
import { type Pool } from '../../apps/gateway/src/data-plane/upstream/pool';
import { type MemberObserver } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { type World } from './world';
import { settingsOf } from './world-settings';

/** Asks each backend whether it is well, by the gateway's own checks. */
export class Probing implements MemberObserver {
  private readonly checks = new Map<Backend, BackendCheck>();

  constructor(
    private readonly world: World,
    private readonly random: Random,
  ) {}

  backendAdded(pool: Pool, backend: Backend): void {
    const { world, random } = this;
    const { clock, gateway, scenario } = world;
    const [{ health }] = settingsOf(scenario, []).pools;
    const probe = new SimulatedProbe(world, backend);
    const check = new BackendCheck(pool, backend, probe, health, { states: gateway.states, clock, random });
    this.checks.set(backend, check);
    check.start(random.fraction() * health.interval);
  }

  backendRemoved(_pool: Pool, backend: Backend): void {
    this.checks.get(backend)?.stop();
    this.checks.delete(backend);
  }
}

/** Has the results of a real connection: a response, a refusal, or silence. */
class SimulatedProbe implements HealthProbe {
  constructor(
    private readonly world: World,
    private readonly backend: Backend,
  ) {}

  ask(signal: AbortSignal): Promise<ProbeResult> {
    const { clock } = this.world;
    const { condition } = this.world.behind(this.backend);
    clock.letSettle();
    if (condition === 'up') return Promise.resolve(PASSED);
    if (condition === 'down') return Promise.resolve({ kind: 'failed', reason: 'connection refused' });
    return new Promise((_, reject) => {
      const giveUp = (): void => {
        clock.letSettle();
        reject(new Error('aborted'));
      };
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
