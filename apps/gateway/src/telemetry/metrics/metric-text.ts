import { type Histogram } from '../../platform/metrics/histogram';
import { type MetricDefinition } from '../../platform/metrics/metric-definition';
import { type Sample } from '../../platform/metrics/metrics';

/** The prefix of the names of the gateway's own metrics. */
export const PREFIX = 'load_distributer_';

/**
 * A metric with its samples as Prometheus reads them. OpenMetrics names the family of a counter without the `_total` that
 * its samples have, and the older format with it.
 */
export function metricText(
  { name, type, help, labels }: MetricDefinition,
  samples: readonly Sample[],
  isOpen: boolean,
): string {
  const full = PREFIX + name;
  const family = isOpen && type === 'counter' ? full.replace(/_total$/, '') : full;
  let text = `# HELP ${family} ${escaped(help)}\n# TYPE ${family} ${type}`;
  for (const { labels: values, value } of samples) {
    const written = labelsText(labels, values);
    if (typeof value !== 'number') text += histogramText(full, written, value);
    else text += written === '' ? `\n${full} ${value}` : `\n${full}{${written}} ${value}`;
  }
  return text;
}

function labelsText(names: readonly string[], values: readonly string[]): string {
  let text = '';
  for (let at = 0; at < names.length; at++) {
    text += `${at === 0 ? '' : ','}${names[at]}="${escaped(values[at]).replaceAll('"', '\\"')}"`;
  }
  return text;
}

function histogramText(name: string, labels: string, { bounds, counts, sum }: Histogram): string {
  const before = labels === '' ? '' : `${labels},`;
  let [text, count] = ['', 0];
  for (let at = 0; at < counts.length; at++) {
    count += counts[at];
    text += `\n${name}_bucket{${before}le="${at < bounds.length ? decimal(bounds[at]) : '+Inf'}"} ${count}`;
  }
  const own = labels === '' ? '' : `{${labels}}`;
  return `${text}\n${name}_sum${own} ${sum}\n${name}_count${own} ${count}`;
}

/** OpenMetrics writes bounds with a decimal point. */
function decimal(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}

function escaped(text: string): string {
  return text.includes('\\') || text.includes('\n')
    ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
    : text;
}
