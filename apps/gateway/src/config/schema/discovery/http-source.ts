import { z } from 'zod';
import { duration } from '../units';
import { oneToken, secret } from './secret';
import { shrinkProtection } from './shrink-protection';
import { sourceUrl } from './source-url';

/** `type: http`: a JSON list that a service tells. */
export const httpSource = z
  .strictObject({
    type: z.literal('http').describe('A JSON list that a service offers over HTTP.'),
    url: sourceUrl().describe(
      'URL of a JSON list with entries as under `backends`. The gateway skips invalid entries and logs them.',
    ),
    interval: duration({ from: '100ms', to: '1h' })
      .prefault('10s')
      .describe('Time between two requests. The gateway sends `If-None-Match` if the service sends an ETag.'),
    timeout: duration({ from: '10ms', to: '5m' })
      .prefault('5s')
      .describe('Time limit for the whole response.'),
    ...secret,
    shrinkProtection,
  })
  .check(oneToken);
