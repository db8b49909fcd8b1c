import { z } from 'zod';
import { wholeNumber } from '../scalar';
import { duration, ratio } from '../units';

/** When a list that has become shorter is believed; `maxRatio` is how much may be missing unless the file says otherwise. */
export function shrinkProtectionFrom(maxRatio: string) {
  return z
    .strictObject({
      maxRatio: ratio()
        .prefault(maxRatio)
        .describe(
          'A list that lacks more than this part of the last one is held back; 100% believes every list.',
        ),
      confirmations: wholeNumber({ from: 1, to: 100 })
        .prefault(2)
        .describe('How often it must be found again before it is believed.'),
      recheckInterval: duration({ from: '100ms', to: '10m' })
        .prefault('5s')
        .describe('How soon it is looked for again.'),
    })
    .prefault({})
    .describe('When a list that has become much shorter is believed.');
}

export const shrinkProtection = shrinkProtectionFrom('50%');
