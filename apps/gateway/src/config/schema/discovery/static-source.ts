import { z } from 'zod';
import { type Backend, backend } from '../backend';
import { distinct } from '../objects';

/** `type: static`: a list in the configuration itself. */
export const staticSource = z.strictObject({
  type: z.literal('static').describe('A list in the configuration itself.'),
  backends: z
    .array(backend, 'a list of backends')
    .check(
      distinct<Backend>('url', 'a URL that no other backend of the list has'),
      distinct<Backend>('id', 'an id that no other backend of the list has'),
    )
    .describe('Backends with entries as under `backends` of the pool.'),
});
