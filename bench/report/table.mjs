import { ratio } from './summary.mjs';

const COLUMNS = [
  ['CPU µs/req', (row) => row.cpuMicros.toFixed(1)],
  ['spread', (row) => `${(row.spread * 100).toFixed(0)} %`],
  ['× nginx', (row, rows) => times(row, rows, 'nginx')],
  ['× http-proxy', (row, rows) => times(row, rows, 'http-proxy')],
  ['req/s', (row) => row.requestsPerSecond.toFixed(0)],
  ['p50 ms', (row) => row.p50.toFixed(2)],
  ['p99 ms', (row) => row.p99.toFixed(2)],
  ['RSS MiB', (row) => (row.residentBytes / 2 ** 20).toFixed(0)],
];

/** The rows of one scenario as text: a line per subject, and below each what went wrong with it, if anything. */
export function table(scenario, subjects, rows) {
  const width = Math.max(...subjects.map(({ title }) => title.length), scenario.title.length) + 2;
  const head = scenario.title.padEnd(width) + COLUMNS.map(([title]) => cell(title, title)).join('');
  const lines = subjects.flatMap(({ name, title }) => {
    const row = rows.find((one) => one.subject === name && one.scenario === scenario.name);
    if (row === undefined) return [];
    const cells = COLUMNS.map(([head, show]) => cell(head, show(row, rows)));
    return [title.padEnd(width) + cells.join(''), ...failed(row)];
  });
  return ['', head, '─'.repeat(head.length), ...lines].join('\n');
}

const cell = (title, text) => text.padStart(title.length + 3);

function times({ scenario, subject }, rows, to) {
  return ratio(rows, { scenario, subject }, { scenario, subject: to })?.toFixed(2) ?? '–';
}

function failed({ failures }) {
  const { badStatus, socketErrors, timeouts } = failures;
  if (badStatus + socketErrors + timeouts === 0) return [];
  return [`  ! ${badStatus} answers of 400 and above, ${socketErrors} socket errors, ${timeouts} time-outs`];
}
