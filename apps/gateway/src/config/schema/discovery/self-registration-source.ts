import { z } from 'zod';
import { shrinkProtectionFrom } from './shrink-protection';

/** `type: self-registration`: backends that register themselves. */
export const selfRegistrationSource = z.strictObject({
  type: z.literal('self-registration').describe('Backends that register themselves.'),
  // Each speaks for itself, so that many of them leave at once is no mistake of one list.
  shrinkProtection: shrinkProtectionFrom('100%'),
});
