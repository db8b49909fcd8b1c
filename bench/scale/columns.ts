/** One column of a table: its title, and what it says of a row. */
export type Column<Row> = readonly [title: string, show: (row: Row) => string | number];

/** A table as text: the first column to the left, the others to the right. */
export function tableOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = [
    columns.map(([title]) => title),
    ...rows.map((row) => columns.map(([, show]) => text(show(row)))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at].length)));
  const lines = cells.map((line) =>
    line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at] + 3))).join(''),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 3, -3));
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** With separators in thousands. */
export function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}

function text(cell: string | number): string {
  return typeof cell === 'number' ? grouped(cell) : cell;
}
