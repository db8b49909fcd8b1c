const WIDTH = 760;
const LABELS = 210;
const VALUES = 90;
const BAR = 18;
const STEP = 26;
const PADDING = 24;

// A card with its own ground, so that the text has contrast on any page, light or dark.
const STYLE = `
  .card { fill: #ffffff; stroke: #d0d7de; }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328; }
  .title { font-size: 17px; font-weight: 600; }
  .panel { font-weight: 600; }
  .note { font-size: 12px; fill: #59636e; }
  .bar { fill: #afb8c1; }
  .bar.ours { fill: #0969da; }
  .ours-label { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #0d1117; stroke: #3d444d; }
    text { fill: #f0f6fc; }
    .note { fill: #9198a1; }
    .bar { fill: #4b535d; }
    .bar.ours { fill: #4493f8; }
  }`;

/**
 * An SVG of horizontal bars, the shortest first, that needs no script and no font of its own.
 * `panels` are `{ title, bars: [{ label, value, ours }] }`; each panel has its own scale.
 */
export function chart({ title, note, panels }) {
  let y = PADDING + 14;
  const parts = [text(PADDING, y, title, 'title'), text(PADDING, (y += 22), note, 'note')];
  for (const panel of panels) {
    parts.push(text(PADDING, (y += 34), panel.title, 'panel'));
    y += 10;
    for (const bar of [...panel.bars].sort((a, b) => a.value - b.value)) {
      parts.push(row(bar, y, Math.max(...panel.bars.map(({ value }) => value))));
      y += STEP;
    }
  }
  const height = y + PADDING - 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}
</style>
<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
${parts.join('\n')}
</svg>
`;
}

function row({ label, value, ours }, y, greatest) {
  const length = (value / greatest) * (WIDTH - LABELS - VALUES - PADDING);
  const bar = `<rect class="${ours ? 'bar ours' : 'bar'}" x="${LABELS}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="3"/>`;
  const emphasis = ours ? 'ours-label' : '';
  return [
    text(PADDING, y + 13, label, emphasis),
    bar,
    text(LABELS + length + 8, y + 13, shown(value), emphasis),
  ].join('\n');
}

const shown = (value) => (value < 100 ? value.toFixed(1) : value.toFixed(0));

function text(x, y, content, kind) {
  const attribute = kind ? ` class="${kind}"` : '';
  return `<text${attribute} x="${x.toFixed(1)}" y="${y}">${escaped(content)}</text>`;
}

const escaped = (content) =>
  content.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);
