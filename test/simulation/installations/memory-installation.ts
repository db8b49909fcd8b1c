import { MemoryStickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/stores/memory/memory-sticky-session.store';
import { type PlannedFault } from '../plan';
import { type SimulatedProcess } from '../world/simulated-process';
import { Installation, type World } from './installation';

/** Messages that were sent before a process died have arrived after this time, in milliseconds. */
const SILENCE = 60;

/** The sessions of a process that starts: nothing is missing if the backends start empty, too. */
export function memoryStore(
  { startsEmpty }: World,
  process: SimulatedProcess,
  isFirst: boolean,
): MemoryStickySessionStore {
  return new MemoryStickySessionStore(process, { isComplete: () => startsEmpty && isFirst, sessions: [] });
}

/** One gateway with its sessions in memory. */
export class MemoryInstallation extends Installation {
  constructor(world: World) {
    super(world);
    this.start(true);
  }

  /**
   * The process is killed and started again, without its sessions. It knows nothing of creates that are under way then,
   * so it starts when the backends have ended them.
   */
  fail({ milliseconds }: PlannedFault): void {
    const { time, backends } = this.world;
    for (const gateway of this.gateways) gateway.process.kill();
    time.after(SILENCE, () => {
      for (const backend of backends.values()) backend.endUnawaited();
    });
    time.after(SILENCE + milliseconds, () => {
      if (this.gateways.size === 0) this.start(false);
    });
  }

  private start(isFirst: boolean): void {
    const process = this.newProcess();
    this.addGateway(process, memoryStore(this.world, process, isFirst));
  }
}
