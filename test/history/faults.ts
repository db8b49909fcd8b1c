import { setTimeout as sleep } from 'node:timers/promises';
import { type Random } from '../../apps/gateway/src/platform/random';
import { type History } from '../simulation/history/history';
import { type Fault } from './installations/real-installation';
import { type StatefulBackend } from './stateful-backend';

/** Between two faults, in milliseconds. */
const CALM_MS = 800;

export interface FaultsPlan {
  /** The longest that a fault lasts, in milliseconds. */
  readonly mostFaultMs: number;
}

/** Things that go wrong one after the other. */
export class Faults {
  /** Number of times that each has happened. */
  readonly counts: Record<string, number> = {};
  private isStopped = false;

  constructor(
    private readonly faults: readonly Fault[],
    private readonly plan: FaultsPlan,
    private readonly history: History,
    private readonly random: Random,
  ) {}

  /** Resolves when it is stopped, and the last fault is over. */
  async run(): Promise<void> {
    const { random, faults } = this;
    if (faults.length === 0) return;
    for (;;) {
      await sleep(CALM_MS * random.fraction());
      if (this.isStopped) return;
      await this.happen(faults[Math.floor(random.fraction() * faults.length)]);
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  private async happen(fault: Fault): Promise<void> {
    const { history, random, plan } = this;
    history.event(`! ${fault.name}`);
    if (fault.losesSessions === true) history.sessionsLost();
    this.counts[fault.name] = (this.counts[fault.name] ?? 0) + 1;
    // Most are short, some long.
    await fault.run(random.fraction() ** 2 * plan.mostFaultMs);
    history.event(`  over: ${fault.name}`);
  }
}

/** What goes wrong with backends. */
export function backendFaults(backends: readonly StatefulBackend[], random: Random): Fault[] {
  const chosen = (): StatefulBackend => backends[Math.floor(random.fraction() * backends.length)];
  const crash = async (keepsItems: boolean, milliseconds: number): Promise<void> => {
    const backend = chosen();
    await backend.crash(keepsItems);
    await sleep(milliseconds);
    await backend.start();
  };
  return [
    { name: 'a backend restarts', run: (milliseconds) => crash(true, milliseconds) },
    { name: 'a backend restarts without its items', run: (milliseconds) => crash(false, milliseconds) },
    { name: 'a backend is stopped and continued', run: (milliseconds) => chosen().hang(milliseconds) },
  ];
}
