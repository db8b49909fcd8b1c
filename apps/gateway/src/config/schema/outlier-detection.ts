import { z } from 'zod';
import { flag, wholeNumber } from './scalar';
import { duration, ratio } from './units';

const latency = z.strictObject({
  enabled: flag()
    .prefault(true)
    .describe('If `true`, eject backends that are slower than the others of the pool.'),
  factor: wholeNumber({ from: 2, to: 1000 })
    .prefault(3)
    .describe('Ratio of the median response time of a backend to that of the others from which it is slow.'),
  minDifference: duration()
    .prefault('20ms')
    .describe('Least difference between these two medians for a backend to be slow.'),
  duration: duration({ from: '250ms' })
    .prefault('750ms')
    .describe('How long a backend must be slow without a break before it is ejected.'),
});

/** When live traffic ejects a backend. */
export const outlierDetection = z.strictObject({
  enabled: flag().prefault(true).describe('If `true`, eject backends that fail or are slow in live traffic.'),
  consecutiveFailures: wholeNumber({ from: 0, to: 1000 })
    .prefault(5)
    .describe(
      'Failures in a row after which a backend is ejected: no connection, a reset, a timeout, an incomplete response, 502, 503, 504. With 0, the gateway ignores them.',
    ),
  failureRatio: ratio()
    .prefault('50%')
    .describe(
      'Ratio of failed requests in the last ten seconds from which a backend is ejected. With 0, the gateway ignores it.',
    ),
  minRequests: wholeNumber({ from: 1, to: 1_000_000 })
    .prefault(20)
    .describe('Requests that a backend must have had in these ten seconds for `failureRatio` to apply.'),
  baseEjectionTime: duration({ from: '100ms' })
    .prefault('30s')
    .describe(
      'Duration of the first ejection. The second one lasts twice as long, the third one three times, and so on.',
    ),
  maxEjectionTime: duration({ from: '100ms' }).prefault('5m').describe('Longest duration of an ejection.'),
  maxEjectedRatio: ratio()
    .prefault('50%')
    .describe(
      'Ratio of the backends of a pool that may be ejected at a time. One of two or more always may be.',
    ),
  latency: latency.prefault({}).describe('When a backend that responds slowly is ejected.'),
});
