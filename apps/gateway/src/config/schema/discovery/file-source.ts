import { z } from 'zod';
import { text } from '../scalar';
import { shrink } from './shrink-protection';

/** `type: file`: a list in a file, read anew when it changes. */
export const fileSource = z.strictObject({
  type: z.literal('file').describe('A list of backends in a file.'),
  path: text({ title: 'file', allowed: 'the path of a list of backends', pattern: /^[^\0]+$/ }).describe(
    'A YAML or JSON list, as under `backends`; read anew when it changes. A list with a mistake is refused as a whole.',
  ),
  shrink,
});
