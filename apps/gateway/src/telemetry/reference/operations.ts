import { markdownTable } from '../../config/reference/markdown-table';
import { METRICS } from '../../platform/metrics/catalogue';
import { LOG_CONTEXTS } from '../logs/log-contexts';
import { PREFIX } from '../metrics/metric-text';

/** What stands between two marks of `docs/operations.md`, by the name in the marks. */
export function operationsTables(): ReadonlyMap<string, string> {
  return new Map([
    ['metrics', metricsTable()],
    ['log contexts', contextsTable()],
  ]);
}

/**
 * The page with its generated parts as the code says they are: what is between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws when the page has no place for one of them.
 */
export function withGeneratedParts(page: string): string {
  let written = page;
  for (const [name, part] of operationsTables()) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from === -1 || to < from)
      throw new Error(`docs/operations.md has no place for ${name}: ${begin} … ${end}`);
    written = `${written.slice(0, from)}${begin}\n\n${part}\n${written.slice(to)}`;
  }
  return written;
}

function metricsTable(): string {
  const rows = Object.values(METRICS).map(({ name, type, help, labels }) => [
    `\`${PREFIX}${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    `${help}.`,
  ]);
  return markdownTable(['metric', 'type', 'labels', 'what it tells'], rows);
}

function contextsTable(): string {
  const rows = Object.entries(LOG_CONTEXTS).map(([name, { levels, says }]) => [
    `\`${name}\``,
    levels,
    `${says}.`,
  ]);
  return markdownTable(['context', 'level', 'what it says'], rows);
}
