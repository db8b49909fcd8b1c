import { SELECTOR_MEANINGS } from '../schema/selector-names';
import { markdownTable } from './markdown-table';

/** The part of `docs/reference/configuration/pools.md` that describes each value of `balance`. */
export function selectorReference(): string {
  const rows = Object.entries(SELECTOR_MEANINGS).map(([name, meaning]) => [`\`${name}\``, meaning]);
  return `## Load balancing

${markdownTable(['`balance`', 'backend of the next request without an owner'], rows)}
A backend with weight 0 gets requests only while no other backend is available. Backups get requests only while no regular backend
is available. The gateway skips a full backend (\`maxInFlight\`). The cost of a selection does not depend on the number of backends,
with two exceptions. \`first\` looks at all full backends ahead of the first one with room. Round robin looks at all backends if the
weights, in lowest terms, add up to more than 65,536.
`;
}
