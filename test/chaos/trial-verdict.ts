import { type Costs } from './faults/fault';
import { type TrialResult } from './trial';

/** Returns the costs beyond the allowed ones, each in a few words; empty if there are none. */
export function excesses(result: TrialResult, { gets, posts }: Costs): string[] {
  const bounds: [count: number, most: number, what: string][] = [
    [result.failedGets, gets, 'failed GETs'],
    [result.failedPosts, posts, 'failed POSTs'],
    [result.failedAfter, 0, 'requests that failed when the fault was over'],
    [result.falseAnswers, 0, 'answers that look whole and are not'],
    [result.repeatedPosts, 0, 'POSTs that reached backends twice'],
    [result.lostPosts, 0, 'POSTs that succeeded nowhere'],
  ];
  const over = bounds.filter(([count, most]) => count > most);
  const reasons = JSON.stringify(result.reasons);
  return over.map(([count, most, what]) => `${count} ${what}, ${most} at most (${reasons})`);
}
