import { z } from 'zod';
import { headerName } from './http';
import { text } from './scalar';
import { share, size } from './units';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** Query parameters and headers that carry what lets somebody in. */
const SECRETS = [
  'access_token',
  'api_key',
  'apikey',
  'authorization',
  'client_secret',
  'code',
  'cookie',
  'id_token',
  'key',
  'password',
  'proxy-authorization',
  'refresh_token',
  'secret',
  'sig',
  'signature',
  'token',
  'x-api-key',
];

const access = z.strictObject({
  mode: z
    .enum(['off', 'sampled', 'all'])
    .prefault('off')
    .describe('Which requests are written down: none; a share, and all that are answered with 5xx; all.'),
  share: share().prefault('1%').describe('Of the requests, when sampled.'),
  format: z
    .enum(['json', 'common'])
    .prefault('json')
    .describe('A line of JSON with everything that is known, or the Common Log Format.'),
  headers: z
    .array(headerName())
    .max(20)
    .prefault([])
    .describe('Request headers that a line of JSON has, too, such as `User-Agent`.'),
});

const redact = z.strictObject({
  query: z
    .enum(['named', 'all', 'none'])
    .prefault('named')
    .describe('The query parameters whose values are hidden.'),
  names: z
    .array(
      text({ title: 'name', allowed: 'the name of a query parameter or header', pattern: /^[!-~]{1,64}$/ }),
    )
    .prefault(SECRETS)
    .describe('Query parameters and headers whose values are never written, in any case.'),
});

/** What is written to the standard output. */
export const log = z
  .strictObject({
    level: z.enum(LEVELS).prefault('info').describe('From how bad on the gateway tells of itself.'),
    format: z
      .enum(['auto', 'json', 'pretty'])
      .prefault('auto')
      .describe('Lines of JSON, or for people; `auto` is for people on a terminal.'),
    bufferBytes: size({ from: '16KiB', to: '1GiB' })
      .prefault('1MiB')
      .describe('What may wait for an output that does not take it; more is dropped, and counted.'),
    access: access.prefault({}).describe('One line for each request.'),
    redact: redact.prefault({}).describe('What is kept out of the log.'),
  })
  .describe('What is written to the standard output, and how.');
