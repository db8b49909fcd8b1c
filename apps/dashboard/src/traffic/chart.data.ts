import { type TrafficHistory } from '@app/contracts';

/** Seconds, requests a second, errors a second: as uPlot wants them, with the present at the right. */
export function chartData(history: TrafficHistory | undefined): [number[], number[], number[]] {
  if (history === undefined) return [[], [], []];
  const end = Math.floor(Date.parse(history.at) / 1_000);
  const { requestsPerSecond, errorsPerSecond } = history;
  const moments = requestsPerSecond.map((_, at) => end - (requestsPerSecond.length - 1 - at));
  return [moments, [...requestsPerSecond], [...errorsPerSecond]];
}
