const WIDTH = 760;
const PANEL = 110;
const LEFT = 70;
const TOP = 34;
/** Milliseconds at the upper edge, on a logarithmic scale from 1. */
const SLOWEST = 10_000;

/** Draws the p99 of each second, and the failed requests, one panel for each proxy. */
export function deployChart(results) {
  const height = TOP + results.length * (PANEL + 46) + 10;
  const panels = results.map((result, at) => panel(result, TOP + at * (PANEL + 46))).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="18" font-size="14" font-weight="600" fill="#222">Each instance is replaced under load: p99 (line), failed requests (bars)</text>
${panels}
</svg>
`;
}

function panel({ title, failed, lost, seconds }, top) {
  const width = WIDTH - LEFT - 20;
  const x = (second) => LEFT + (second / seconds.length) * width;
  const y = (milliseconds) =>
    top + 20 + PANEL * (1 - Math.min(1, Math.log10(Math.max(1, milliseconds)) / Math.log10(SLOWEST)));
  const most = Math.max(1, ...seconds.map((each) => each.failed));
  const bars = seconds
    .filter((each) => each.failed > 0)
    .map(({ second, failed: count }) => {
      const height = Math.max(3, (PANEL * count) / most);
      return `<rect x="${x(second - 1).toFixed(1)}" y="${(top + 20 + PANEL - height).toFixed(1)}" width="${Math.max(1, width / seconds.length - 1).toFixed(1)}" height="${height.toFixed(1)}" fill="#d33" fill-opacity="0.75"/>`;
    });
  const line = seconds
    .map(({ second, p99 }) => `${x(second - 0.5).toFixed(1)},${y(p99).toFixed(1)}`)
    .join(' ');
  const grid = [1, 10, 100, 1_000, 10_000].map(
    (value) =>
      `<line x1="${LEFT}" x2="${LEFT + width}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end" fill="#777">${value < 1_000 ? `${value} ms` : `${value / 1_000} s`}</text>`,
  );
  return `<text x="${LEFT}" y="${top + 12}" font-weight="600" fill="#222">${title}: ${failed.toLocaleString('en')} failed, ${lost.toLocaleString('en')} items lost</text>
${grid.join('\n')}
${bars.join('\n')}
<polyline points="${line}" fill="none" stroke="#2563c9" stroke-width="1.5"/>`;
}
