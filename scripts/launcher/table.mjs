/**
 * Lines of text whose columns stand under each other.
 * @param {string[][]} rows
 * @returns {string[]}
 */
export function table(rows) {
  const widths = [];
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
