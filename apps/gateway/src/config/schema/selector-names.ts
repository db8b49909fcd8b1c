/** Every value of `balance`, which is the name of a selector, and its row in the documentation. The first is the default. */
export const SELECTOR_MEANINGS = {
  'round-robin':
    'Each backend in turn, in the order of the file. Weights decide how many turns each backend gets.',
  'weighted-round-robin':
    'As `round-robin`, with the turns of each backend spread out as in nginx: weights 5, 1 and 1 give a a b a c a a.',
  'least-requests':
    'The backend with the fewest requests in flight for its weight. With more than eight backends, it compares two random ones.',
  'power-of-two':
    'Of two random backends, the one with fewer requests in flight. Weights decide how likely each backend is drawn.',
  random: 'A random backend. Weights decide how likely each backend is.',
  'consistent-hash':
    'The same backend for the same `hashKey`, unless that backend has more than 125 % of its share. If one of n backends joins or leaves, about 1/n of the keys move.',
  'peak-ewma':
    'The backend with the shortest expected wait: latency times requests in flight for its weight. A latency fades within 10 s, so that a slow backend gets few requests and another chance.',
  first: 'The first backend of the file that is available. Weights have no effect.',
} as const;

export type SelectorName = keyof typeof SELECTOR_MEANINGS;

export const SELECTOR_NAMES = Object.keys(SELECTOR_MEANINGS) as readonly SelectorName[];
