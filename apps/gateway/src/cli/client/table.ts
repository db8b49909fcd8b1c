import type Table from 'cli-table3';

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((place) => [place, '']),
);

/** One column: its heading, and what it says of a row. */
export type Column<Row> = readonly [heading: string, cell: (row: Row) => string | number];

/** Rows below headings, without lines, numbers to the right. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(([, cell]) => cell(row)));
  const aligned = columns.map(
    (_, at) => cells.length > 0 && cells.every((own) => typeof own[at] === 'number'),
  );
  // Help and versions are shown without tables.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const CliTable = require('cli-table3') as typeof Table;
  const drawn = new CliTable({
    head: columns.map(([heading]) => heading),
    chars: NO_LINES,
    colAligns: aligned.map((isNumeric) => (isNumeric ? 'right' : 'left')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
  });
  drawn.push(...cells.map((own) => own.map(String)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
