import { z } from 'zod';
import { wholeNumber } from './scalar';
import { duration, ratio } from './units';

/** How to ask the backends about a resource without a known owner. */
export const locate = z.strictObject({
  concurrency: wholeNumber({ from: 1, to: 10_000 })
    .prefault(16)
    .describe('Number of searches in one pool at a time. Further searches wait.'),
  maxRatio: ratio()
    .prefault('10%')
    .describe(
      'Ratio of requests made by searches to requests of clients. Three searches at a time are always allowed, except for clients whose searches find nothing.',
    ),
  negativeCacheTtl: duration({ from: '1ms', to: '1h' })
    .prefault('5s')
    .describe('How long the gateway caches that no backend has a resource.'),
  timeout: duration({ from: '1ms', to: '5m' })
    .prefault('2s')
    .describe('Time limit for the response of a backend.'),
});
