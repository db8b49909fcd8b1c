import { SELECTOR_NAMES } from '../schema/selector-names';
import { markdownTable } from './markdown-table';

type SelectorName = (typeof SELECTOR_NAMES)[number];

const MEANINGS: Readonly<Record<SelectorName, string>> = {
  'round-robin': 'One turn each, in the order of the file; where weights differ, as many as they say.',
  'weighted-round-robin':
    'As many turns as the weight says, spread out as nginx does: for 5, 1 and 1 it is a a b a c a a.',
  'least-requests':
    'The fewest requests in flight for its weight: of all while there are at most eight, else of two thrown for.',
  'power-of-two': 'Of two thrown for, each as likely as its weight says, the one with fewer in flight.',
  random: 'Anybody, each as likely as its weight says.',
  'consistent-hash':
    'The same backend for the same `hashKey`, unless it carries more than 125 % of its share. When one of n comes or goes, about 1/n of the keys move.',
  'peak-ewma':
    'The shortest expected wait, latency times requests in flight for its weight; a latency fades within 10 s, so that a slow backend gets little and another chance.',
  first: 'The first of the file that is available; weights do not count.',
};

/** What `balance` may say, and what that means. */
export function selectorReference(): string {
  const rows = SELECTOR_NAMES.map((name) => [`\`${name}\``, MEANINGS[name]]);
  return `### Whose turn it is

${markdownTable(['`balance`', 'who gets the next request that nobody owns'], rows)}
A weight of 0 takes no turn while another backend is available. Backups serve when no regular backend is available, and
never else. Whoever is full (\`maxInFlight\`) is passed over. With any of these a turn costs the same among a thousand backends as among
four; there are two exceptions. \`first\` looks at whoever is full ahead of the first that is not, and weights of round robin that
add up to more than 65,536, in lowest terms, have every turn look at all backends.
`;
}
