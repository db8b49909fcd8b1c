import { z } from 'zod';
import { flag, wholeNumber } from './scalar';
import { duration, share } from './units';

const latency = z.strictObject({
  enabled: flag().prefault(true).describe('Whether slow backends are taken out.'),
  factor: wholeNumber({ from: 2, to: 1000 })
    .prefault(3)
    .describe('How many times as long as the others a backend takes, by its median, to be slow.'),
  atLeast: duration().prefault('20ms').describe('By how much longer it must take at least.'),
  for: duration({ from: '250ms' })
    .prefault('750ms')
    .describe('For how long that must be so without a break.'),
});

/** When live traffic takes a backend out. */
export const outliers = z.strictObject({
  enabled: flag().prefault(true).describe('Whether live traffic takes backends out at all.'),
  consecutive: wholeNumber({ from: 0, to: 1000 })
    .prefault(5)
    .describe(
      'Failures in a row (no connection, reset, time-out, half an answer, 502, 503, 504) that take a backend out; 0 does not look at them.',
    ),
  failureShare: share()
    .prefault('50%')
    .describe('The share of the requests of the last ten seconds that fail; 0 does not look at it.'),
  minRequests: wholeNumber({ from: 1, to: 1_000_000 })
    .prefault(20)
    .describe('How many requests there must have been to tell that share.'),
  ejection: duration({ from: '100ms' })
    .prefault('30s')
    .describe('How long a backend is out the first time; the second time twice as long, and so on.'),
  maxEjection: duration({ from: '100ms' }).prefault('5m').describe('No time out is longer.'),
  maxEjected: share()
    .prefault('50%')
    .describe('The share of a pool that may be out at once; one of two or more always may.'),
  latency: latency.prefault({}).describe('When a backend that answers, but slowly, is taken out.'),
});
