import { type BackendStatus, type MoveFigures, type StateStep, type TrafficFigures } from '@app/contracts';
import { type Column } from './table';

/** The columns that backends and pools have in common. */
export const TRAFFIC: readonly Column<TrafficFigures>[] = [
  ['REQ/S', ({ requestsPerSecond }) => requestsPerSecond],
  ['REQUESTS', ({ requests }) => requests],
  ['ERRORS', ({ errors }) => errors],
  ['IN FLIGHT', ({ inFlight }) => inFlight],
  ['P50', ({ latency }) => milliseconds(latency?.p50)],
  ['P95', ({ latency }) => milliseconds(latency?.p95)],
  ['P99', ({ latency }) => milliseconds(latency?.p99)],
  ['OWNED', ({ ownedSessions }) => ownedSessions ?? '-'],
];

/** The remaining requests and sessions of a draining backend. */
export function drainSummary({ inFlight, ownedSessions }: BackendStatus): string {
  if (inFlight === 0 && ownedSessions === 0) return 'nothing is left';
  const owned =
    ownedSessions === null
      ? 'an unknown number of sticky sessions'
      : counted(ownedSessions, 'sticky session');
  return `${inFlight} in flight and ${owned} left`;
}

/** The resources that were not moved, in parentheses; empty if there are none. */
export function moveTrouble({ refused, busy, failed }: MoveFigures): string {
  const trouble = [
    refused > 0 ? `${refused} kept by the backend` : [],
    busy > 0 ? `${busy} in use` : [],
    failed > 0 ? `${failed} failed` : [],
  ].flat();
  return trouble.length === 0 ? '' : ` (${trouble.join(', ')})`;
}

/** Why it drains though operators do not want it to. */
export function selfDrainNote({ desiredState, selfDraining, state }: BackendStatus): string | undefined {
  const isOwn = state === 'draining' && desiredState === 'enabled' && selfDraining;
  return isOwn ? 'draining at the request of the backend itself, until it passes a probe' : undefined;
}

/** Where a change holds, when that is not everywhere. */
export function scopeNote({ localOnly }: BackendStatus): string {
  return localOnly ? '; at this gateway only, until Redis is reachable again' : '';
}

export function lastChange(change: StateStep | null): string {
  return change === null ? '' : `${change.at.slice(0, 19).replace('T', ' ')} ${change.reason}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function milliseconds(value: number | undefined): string {
  if (value === undefined) return '-';
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
