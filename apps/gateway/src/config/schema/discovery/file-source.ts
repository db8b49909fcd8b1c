import { z } from 'zod';
import { text } from '../scalar';
import { shrinkProtection } from './shrink-protection';

/** `type: file`: a list in a file, read again when it changes. */
export const fileSource = z.strictObject({
  type: z.literal('file').describe('A list of backends in a file.'),
  path: text({ title: 'file', allowed: 'the path of a list of backends', pattern: /^[^\0]+$/ }).describe(
    'YAML or JSON list with entries as under `backends`. The gateway reads it again when it changes. If an entry is invalid, the gateway rejects the whole list.',
  ),
  shrinkProtection,
});
