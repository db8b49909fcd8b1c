import { EVENT_KINDS } from '@app/contracts';
import { commandReference } from '../../apps/gateway/src/cli/command-reference';
import { markdownTable } from '../../apps/gateway/src/config/reference/markdown-table';
import { logContextsTable, metricsTable } from '../../apps/gateway/src/telemetry/reference/reference-tables';
import { generatedParts, withParts } from '../../scripts/reference/generated-parts.mjs';
import { textOf } from './support/pages';

const code = { commandReference, logContextsTable, markdownTable, metricsTable };

/** A table with single spaces, as no formatter minds. */
const squeezed = (page: string): string => page.replace(/ {2,}/g, ' ').replace(/-{3,}/g, '---');

describe('the generated parts of the reference', () => {
  // Run `npm run docs` when this fails.
  it.each(Object.entries(generatedParts(code, textOf)))('are up to date in %s', (name, parts) => {
    const page = textOf(name);
    expect(squeezed(page)).toBe(squeezed(withParts(page, parts)));
  });
});

describe('docs/reference/events.md', () => {
  it('describes every event, and no other', () => {
    const described = [...textOf('docs/reference/events.md').matchAll(/^\| `([\w.]+)` +\| \S/gm)];
    expect(described.map(([, kind]) => kind).sort()).toEqual([...EVENT_KINDS].sort());
  });
});
