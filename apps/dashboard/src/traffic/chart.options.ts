import { type Options } from 'uplot';
import { count } from '../look/words';

const HEIGHT = 168;
/** Seconds that are shown at least. */
const LEAST = 60;

export interface ChartColours {
  readonly requests: string;
  readonly fill: string;
  readonly errors: string;
  readonly grid: string;
  readonly text: string;
}

/** How the traffic is drawn. */
export function chartOptions(width: number, { requests, fill, errors, grid, text }: ChartColours): Options {
  const axis = { stroke: text, font: '11px Inter, system-ui, sans-serif', ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: {
      // As long as there is little to show, not all of the five minutes are empty.
      x: {
        range: (_, start: number | null, end: number | null) => [
          Math.min(start ?? 0, (end ?? LEAST) - LEAST),
          end ?? LEAST,
        ],
      },
      y: { range: (_, __, most: number | null) => [0, Math.max(4, (most ?? 0) * 1.15)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 90, size: 26, values: (_, ticks) => ticks.map(clockTime) },
      {
        ...axis,
        grid: { stroke: grid, width: 1 },
        size: 42,
        space: 40,
        values: (_, ticks) => ticks.map((tick) => count(tick)),
      },
    ],
    series: [
      {},
      { label: 'Requests/s', stroke: requests, fill, width: 2, points: { show: false } },
      { label: 'Errors/s', stroke: errors, width: 2, points: { show: false } },
    ],
  };
}

function clockTime(seconds: number): string {
  return new Date(seconds * 1_000).toLocaleTimeString('en-GB');
}
