/** What `balance:` may say; every one of these is the name of a selector. */
export const SELECTOR_NAMES = [
  'round-robin',
  'weighted-round-robin',
  'least-requests',
  'power-of-two',
  'random',
  'consistent-hash',
  'peak-ewma',
  'first',
] as const;
