import { markdownTable } from '../../config/reference/markdown-table';
import { METRICS } from '../../platform/metrics/catalogue';
import { LOG_CONTEXTS } from '../logs/log-contexts';
import { PREFIX } from '../metrics/metric-text';

type Tables = Readonly<Record<string, () => string>>;

/** Each page with generated tables, and for each table the name in its marks and the function that writes it. */
export const REFERENCE_PAGES: ReadonlyMap<string, Tables> = new Map<string, Tables>([
  ['docs/reference/metrics.md', { metrics: metricsTable }],
  ['docs/reference/logs.md', { 'log contexts': contextsTable }],
]);

/**
 * The page with its tables as the code has them, each between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws if the page has no place for one of them.
 */
export function withGeneratedTables(name: string, page: string): string {
  const tables = Object.entries(REFERENCE_PAGES.get(name) ?? {});
  return tables.reduce((written, [mark, table]) => {
    const [begin, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from === -1 || to < from) throw new Error(`${name} has no place for ${mark}: ${begin} … ${end}`);
    return `${written.slice(0, from)}${begin}\n\n${table()}\n${written.slice(to)}`;
  }, page);
}

function metricsTable(): string {
  const rows = Object.values(METRICS).map(({ name, type, help, labels }) => [
    `\`${PREFIX}${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    `${help}.`,
  ]);
  return markdownTable(['metric', 'type', 'labels', 'meaning'], rows);
}

function contextsTable(): string {
  const rows = Object.entries(LOG_CONTEXTS).map(([name, { levels, says }]) => [
    `\`${name}\``,
    levels,
    `${says}.`,
  ]);
  return markdownTable(['context', 'level', 'meaning'], rows);
}
