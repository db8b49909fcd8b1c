import { type Random } from '../../../apps/gateway/src/platform/random';
import { type VirtualTime } from './virtual-time';

/** Carries messages in one direction: in order, each after a latency of its own. */
export class Wire {
  private lastAt = 0;
  private isCut = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly random: Random,
    private readonly deliver: (callback: () => void) => void = (callback) => callback(),
  ) {}

  send(callback: () => void): void {
    const at = Math.max(this.lastAt, this.time.now() + latency(this.random));
    this.lastAt = at;
    this.time.at(at, () => {
      if (!this.isCut) this.deliver(callback);
    });
  }

  /** Loses the messages that are under way, and all later ones. */
  cut(): void {
    this.isCut = true;
  }
}

/** Milliseconds that a message takes: mostly a fraction of one, sometimes long enough for others to overtake it. */
export function latency(random: Random): number {
  const chance = random.fraction();
  const part = random.fraction();
  if (chance < 0.8) return 0.05 + part * 0.5;
  return chance < 0.97 ? 0.5 + part * 5 : 5 + part * 40;
}
