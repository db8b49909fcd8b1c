import { SELECTOR_NAMES } from '../schema/selector-names';
import { markdownTable } from './markdown-table';

type SelectorName = (typeof SELECTOR_NAMES)[number];

const MEANINGS: Readonly<Record<SelectorName, string>> = {
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
};

/** The part of `docs/reference/configuration/pools.md` that describes each value of `balance`. */
export function selectorReference(): string {
  const rows = SELECTOR_NAMES.map((name) => [`\`${name}\``, MEANINGS[name]]);
  return `## Load balancing

${markdownTable(['`balance`', 'backend of the next request without an owner'], rows)}
A backend with weight 0 gets requests only while no other backend is available. Backups get requests only while no regular backend
is available. The gateway skips a full backend (\`maxInFlight\`). The cost of a selection does not depend on the number of backends,
with two exceptions. \`first\` looks at all full backends ahead of the first one with room. Round robin looks at all backends if the
weights, in lowest terms, add up to more than 65,536.
`;
}
