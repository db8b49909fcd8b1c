import { Clock, type Timer } from '../../../apps/gateway/src/platform/clock';
import { type VirtualTime } from './virtual-time';

/** A process of the simulated world: after its death, none of its timers rings and no message reaches it. */
export class SimulatedProcess extends Clock {
  isAlive = true;
  private readonly witnesses: (() => void)[] = [];

  constructor(private readonly time: VirtualTime) {
    super();
  }

  now(): number {
    return this.time.now();
  }

  wallTime(): number {
    return this.time.wallTime();
  }

  after(milliseconds: number, callback: () => void): Timer {
    return this.time.after(milliseconds, this.whileAlive(callback));
  }

  every(milliseconds: number, callback: () => void): Timer {
    const timer = this.time.every(milliseconds, () => (this.isAlive ? callback() : timer.cancel()));
    return timer;
  }

  /** The callback, which does nothing once the process is dead. */
  whileAlive(callback: () => void): () => void {
    return () => {
      if (this.isAlive) callback();
    };
  }

  onDeath(witness: () => void): void {
    this.witnesses.push(witness);
  }

  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    for (const witness of this.witnesses) witness();
  }
}
