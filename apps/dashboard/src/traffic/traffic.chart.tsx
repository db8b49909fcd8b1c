import 'uplot/dist/uPlot.min.css';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { useGateway } from '../api/gateway.context';
import { theme } from '../look/theme';
import { count } from '../look/words';
import { chartData } from './chart.data';
import { chartOptions, type ChartColours } from './chart.options';

/** Requests and errors of the last minutes. */
export function TrafficChart() {
  const { history } = useGateway();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);

  useSignalEffect(() => {
    // Its colours change with the theme.
    void theme.value;
    chart.current?.destroy();
    chart.current = new uPlot(
      chartOptions(place.current!.clientWidth, coloursOf(place.current!)),
      chartData(history.peek()),
      place.current!,
    );
  });
  useSignalEffect(() => chart.current?.setData(chartData(history.value)));
  useEffect(() => {
    const fit = new ResizeObserver(([{ contentRect }]) =>
      chart.current?.setSize({ width: contentRect.width, height: chart.current.height }),
    );
    fit.observe(place.current!);
    return () => fit.disconnect();
  }, []);

  const peak = Math.max(0, ...(history.value?.requestsPerSecond ?? []));
  return (
    <figure class="chart">
      <figcaption>
        <span>Traffic</span>
        <span class="key requests">Requests/s</span>
        <span class="key errors">Errors/s</span>
      </figcaption>
      <div
        ref={place}
        role="img"
        aria-label={`Requests a second, at most ${count(peak)} in the last five minutes`}
      />
    </figure>
  );
}

/** A canvas knows nothing of style sheets, so the page is asked what its colours are now. */
function coloursOf(element: HTMLElement): ChartColours {
  const probe = element.appendChild(document.createElement('i'));
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    requests: colour('accent'),
    fill: colour('accent-faint'),
    errors: colour('bad'),
    grid: colour('line'),
    text: colour('muted'),
  };
  probe.remove();
  return colours;
}
