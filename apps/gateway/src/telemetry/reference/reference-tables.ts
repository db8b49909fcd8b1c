import { markdownTable } from '../../config/reference/markdown-table';
import { METRICS } from '../../platform/metrics/catalogue';
import { LOG_CONTEXTS } from '../logs/log-contexts';
import { PREFIX } from '../metrics/metric-text';

/** Every metric, as a table in Markdown. */
export function metricsTable(): string {
  const rows = Object.values(METRICS).map(({ name, type, help, labels }) => [
    `\`${PREFIX}${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    `${help}.`,
  ]);
  return markdownTable(['metric', 'type', 'labels', 'meaning'], rows);
}

/** Every context of the log, as a table in Markdown. */
export function logContextsTable(): string {
  const rows = Object.entries(LOG_CONTEXTS).map(([name, { levels, says }]) => [
    `\`${name}\``,
    levels,
    `${says}.`,
  ]);
  return markdownTable(['context', 'level', 'meaning'], rows);
}
