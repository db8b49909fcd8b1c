import { z } from 'zod';
import { wholeNumber } from '../scalar';
import { duration, ratio } from '../units';

/** When a shorter list is accepted; `maxRatio` is the default for the part that may be missing. */
export function shrinkProtectionFrom(maxRatio: string) {
  return z
    .strictObject({
      maxRatio: ratio()
        .prefault(maxRatio)
        .describe(
          'Largest ratio of the last list that may be missing from a new one at once. 100% accepts every list.',
        ),
      confirmations: wholeNumber({ from: 1, to: 100 })
        .prefault(2)
        .describe('Number of further queries that must confirm a shorter list before it is accepted.'),
      recheckInterval: duration({ from: '100ms', to: '10m' })
        .prefault('5s')
        .describe('Time between two queries while a shorter list waits for confirmation.'),
    })
    .prefault({})
    .describe('When the gateway accepts a list that has become much shorter.');
}

export const shrinkProtection = shrinkProtectionFrom('50%');
