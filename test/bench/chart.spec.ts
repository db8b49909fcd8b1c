import { chart } from '../../bench/report/chart.mjs';

const bars = [
  { label: 'http-proxy', value: 72, ours: false },
  { label: 'Load Distributer', value: 21.4, ours: true },
];
const svg = chart({ title: 'CPU & time', note: '<one run>', panels: [{ title: 'small GET', bars }] });

describe('the chart of the benchmark', () => {
  it('shows the cheapest first, each with its value', () => {
    const shown = [...svg.matchAll(/>(http-proxy|Load Distributer|72\.0|21\.4)</g)].map(([, text]) => text);
    expect(shown).toEqual(['Load Distributer', '21.4', 'http-proxy', '72.0']);
  });

  it('draws bars in proportion', () => {
    const [ours, theirs] = [...svg.matchAll(/class="bar[^>]* width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );
    expect(ours / theirs).toBeCloseTo(21.4 / 72, 2);
  });

  it('marks our own bar and no other', () => {
    expect(svg.match(/class="bar ours"/g)).toHaveLength(1);
  });

  it('escapes what it is given', () => {
    expect(svg).toContain('CPU &amp; time');
    expect(svg).toContain('&lt;one run&gt;');
  });

  it('has colours for light and dark, and runs and fetches nothing', () => {
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/<script|<image|@import|url\(/);
  });
});
