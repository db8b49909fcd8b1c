/** Chance, as the gateway knows it: a port, so that tests load the dice. */
export abstract class Random {
  /** A number in [0, 1). Not for secrets. */
  abstract fraction(): number;

  /** A whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.fraction() * below);
  }
}
