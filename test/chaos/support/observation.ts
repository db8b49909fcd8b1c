import { type Ledger } from './ledger';
import { type Shot } from './shot';

/** The costs of a fault for the clients and the backends; times in milliseconds. */
export interface Observation {
  readonly sent: number;
  readonly failedGets: number;
  readonly failedPosts: number;
  /** Answers that looked complete and were not, or belonged to another request. */
  readonly falseAnswers: number;
  /** POSTs that reached backends more than once. */
  readonly repeatedPosts: number;
  /** POSTs that were answered with success and reached no backend. */
  readonly lostPosts: number;
  readonly p50: number;
  readonly p99: number;
  /** The p99 of the requests that were scheduled before the fault. */
  readonly p99Before: number;
  /** The p99 of the requests due while the fault lasts, but not in its first two seconds; undefined when there are none. */
  readonly p99Settled: number | undefined;
  /** From the fault until a quarter of a second in which at most one request in fifty paid for it; undefined when never. */
  readonly noticedAfter: number | undefined;
  /** Requests that failed although they were due after the fault, and the time that may pass until it is noticed. */
  readonly failedAfter: number;
  /** How often requests failed, by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** When the fault was there, in milliseconds since the run began. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** From the end of a fault until nothing may fail for it any more. */
const RECOVERY_MS = 400;
/** By then whatever can be noticed has been. */
const SETTLED_MS = 2_000;
const WINDOW_MS = 250;
const SHARE_THAT_PAYS = 0.02;

/** Sums up a run. */
export function observe(shots: readonly Shot[], ledger: Ledger, { from, to }: Period): Observation {
  const failed = shots.filter(({ ending }) => ending !== 'whole');
  const before = shots.filter(({ scheduledAt }) => scheduledAt < from - WINDOW_MS);
  const settled = shots.filter(({ scheduledAt }) => scheduledAt >= from + SETTLED_MS && scheduledAt < to);
  return {
    sent: shots.length,
    failedGets: failed.filter(({ method }) => method === 'GET').length,
    failedPosts: failed.filter(({ method }) => method === 'POST').length,
    falseAnswers: shots.filter(({ ending }) => ending === 'false').length,
    repeatedPosts: ledger.repeatedPosts(),
    lostPosts: ledger.lostPosts(shots),
    p50: latency(shots, 0.5),
    p99: latency(shots, 0.99),
    p99Before: latency(before, 0.99),
    p99Settled: settled.length === 0 ? undefined : latency(settled, 0.99),
    noticedAfter: noticedAfter(shots, { from, to }, slowFrom(latency(before, 0.5))),
    failedAfter: failed.filter(({ scheduledAt }) => scheduledAt >= to + RECOVERY_MS).length,
    reasons: countBy(failed.map(({ reason }) => reason)),
  };
}

/** The latency that this share of the requests stays under, counted from the instant they were scheduled for. */
export function latency(shots: readonly Shot[], share: number): number {
  const sorted = shots.map(({ scheduledAt, endedAt }) => endedAt - scheduledAt).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Far beyond what a busy machine adds to a healthy answer. */
function slowFrom(usual: number): number {
  return Math.max(50, 4 * usual);
}

function noticedAfter(shots: readonly Shot[], { from, to }: Period, slow: number): number | undefined {
  const during = shots.filter(({ scheduledAt }) => scheduledAt >= from && scheduledAt < to);
  for (let at = from; at + WINDOW_MS <= to; at += WINDOW_MS / 10) {
    const window = during.filter(({ scheduledAt }) => scheduledAt >= at && scheduledAt < at + WINDOW_MS);
    const paying = window.filter((shot) => shot.ending !== 'whole' || shot.endedAt - shot.scheduledAt > slow);
    if (paying.length <= window.length * SHARE_THAT_PAYS) return at - from;
  }
  return undefined;
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
