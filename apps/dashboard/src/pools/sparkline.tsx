import { TRAIL_SECONDS } from '../api/latency.trails';

const WIDTH = 84;
const HEIGHT = 22;

/** How a figure went in the last minute; the number itself stands beside it. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const step = WIDTH / (TRAIL_SECONDS - 1);
  const start = WIDTH - (values.length - 1) * step;
  const points = values.map((value, at) => {
    const y = HEIGHT - 2 - (value / most) * (HEIGHT - 4);
    return `${(start + at * step).toFixed(1)} ${y.toFixed(1)}`;
  });
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      {points.length > 1 && <path d={`M${points.join('L')}`} />}
    </svg>
  );
}
