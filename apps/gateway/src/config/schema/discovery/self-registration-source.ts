import { z } from 'zod';
import { shrinkFrom } from './shrink-protection';

/** `type: registry`: backends that announce themselves. */
export const registrySource = z.strictObject({
  type: z.literal('registry').describe('Backends that announce themselves.'),
  // Each speaks for itself, so that many of them leave at once is no mistake of one list.
  shrink: shrinkFrom('100%'),
});
