import { z } from 'zod';
import { duration, ratio } from './units';

/** When and how fast sessions move to backends that own less than their share. */
export const rebalance = z.strictObject({
  when: z
    .enum(['added', 'manual'])
    .prefault('added')
    .describe(
      '`added`: after a backend is added to the pool and is available. `manual`: only by the `rebalance` command or the admin API.',
    ),
  maxRatio: ratio()
    .prefault('10%')
    .describe('Ratio of the sessions of the pool that move in one round. At least one session moves.'),
  interval: duration({ to: '1h' })
    .prefault('10s')
    .describe('Time from the end of one round to the beginning of the next.'),
});
