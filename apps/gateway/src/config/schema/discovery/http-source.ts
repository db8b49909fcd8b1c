import { z } from 'zod';
import { duration } from '../units';
import { oneToken, secret } from './secret';
import { shrink } from './shrink-protection';
import { sourceUrl } from './source-url';

/** `type: http`: a JSON list that a service tells. */
export const httpSource = z
  .strictObject({
    type: z.literal('http').describe('A JSON list that a service tells over HTTP.'),
    url: sourceUrl().describe(
      'Where the list is: JSON, as under `backends`. An entry with a mistake is passed over, and the log says so.',
    ),
    interval: duration({ from: '100ms', to: '1h' })
      .prefault('10s')
      .describe('How often it is asked for; by `If-None-Match` where the service sends an ETag.'),
    timeout: duration({ from: '10ms', to: '5m' }).prefault('5s').describe('For the whole answer.'),
    ...secret,
    shrink,
  })
  .check(oneToken);
