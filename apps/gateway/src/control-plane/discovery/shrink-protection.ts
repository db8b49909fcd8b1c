/** When a list that has become much shorter is trusted; times in milliseconds. */
export interface ShrinkSettings {
  /** The part of the last list, 0 to 1, that a list may lack without being held back. */
  readonly maxRatio: number;
  /** How often a list that is held back must be found again. */
  readonly confirmations: number;
  /** How soon it is looked for again. */
  readonly recheckInterval: number;
}
