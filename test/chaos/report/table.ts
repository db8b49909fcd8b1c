import { type TrialResult } from '../trial';

/** One line of the table. */
export interface Row {
  readonly fault: string;
  readonly subject: string;
  readonly result: TrialResult;
  /** Costs beyond the allowed ones. */
  readonly excesses: readonly string[];
}

const COLUMNS: readonly [head: string, show: (result: TrialResult) => string][] = [
  ['sent', ({ sent }) => String(sent)],
  ['GET failed', ({ failedGets }) => String(failedGets)],
  ['POST failed', ({ failedPosts }) => String(failedPosts)],
  ['POST twice', ({ repeatedPosts }) => String(repeatedPosts)],
  ['p99 before', ({ p99Before }) => p99Before.toFixed(0)],
  ['p50 ms', ({ p50 }) => p50.toFixed(0)],
  ['p99 ms', ({ p99 }) => p99.toFixed(0)],
  ['p99 settled', ({ p99Settled }) => p99Settled?.toFixed(0) ?? '–'],
  ['noticed', ({ noticedAfter }) => seconds(noticedAfter)],
  ['back', ({ backAfter }) => seconds(backAfter)],
];

/** The rows as GitHub's Markdown, which a terminal shows well enough. */
export function markdownTable(rows: readonly Row[]): string {
  const head = ['fault', 'proxy', ...COLUMNS.map(([title]) => title)];
  const lines = rows.map(({ fault, subject, result }) => [
    fault,
    subject,
    ...COLUMNS.map(([, show]) => show(result)),
  ]);
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at].length)));
  const text = (cells: string[]): string =>
    `| ${cells.map((cell, at) => (at < 2 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join(' | ')} |`;
  const rule = widths.map((width, at) => (at < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [text(head), text(rule), ...lines.map(text)].join('\n');
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : `${(milliseconds / 1_000).toFixed(2)} s`;
}
