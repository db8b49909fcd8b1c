import { type TrafficHistory } from '@app/contracts';

type Line = (number | null)[];

/** Seconds, requests a second, errors a second: as uPlot wants them, with the present at the right. */
export function chartData(history: TrafficHistory | undefined): [number[], Line, Line] {
  if (history === undefined) return [[], [], []];
  const end = Math.floor(Date.parse(history.at) / 1_000);
  const { requestsPerSecond, errorsPerSecond } = history;
  const moments = requestsPerSecond.map((_, at) => end - (requestsPerSecond.length - 1 - at));
  // A line along the bottom would only draw the eye to nothing.
  const errors = errorsPerSecond.some((count) => count > 0) ? [...errorsPerSecond] : moments.map(() => null);
  return [moments, [...requestsPerSecond], errors];
}
