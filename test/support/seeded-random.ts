import { Random } from '../../apps/gateway/src/platform/random';

/** Dice that fall the same way in every run: mulberry32, a full-period 32-bit generator. */
export class SeededRandom extends Random {
  constructor(private state = 1) {
    super();
  }

  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }
}
