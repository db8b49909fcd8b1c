import { z } from 'zod';
import { headerName } from './http';
import { text } from './scalar';
import { ratio, size } from './units';

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
/** Query parameters and headers that carry credentials. */
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
    .describe(
      'Requests to log. `off`: none. `sampled`: a random sample, and every request that gets a 5xx response. `all`: every request.',
    ),
  sampleRate: ratio().prefault('1%').describe('Ratio of requests to log with `mode: sampled`.'),
  format: z
    .enum(['json', 'common'])
    .prefault('json')
    .describe('`json`: one line of JSON with all fields. `common`: the Common Log Format.'),
  headers: z
    .array(headerName())
    .max(20)
    .prefault([])
    .describe('Request headers to add to a line of JSON, such as `User-Agent`.'),
});

const redact = z.strictObject({
  query: z
    .enum(['named', 'all', 'none'])
    .prefault('named')
    .describe(
      'Query parameters whose values are hidden. `named`: those in `names`. `all`: every one. `none`: none of them.',
    ),
  names: z
    .array(
      text({ title: 'name', allowed: 'the name of a query parameter or header', pattern: /^[!-~]{1,64}$/ }),
    )
    .prefault(SECRETS)
    .describe('Names of query parameters and headers whose values are never logged. Case does not matter.'),
});

/** The log section. */
export const log = z
  .strictObject({
    level: z.enum(LEVELS).prefault('info').describe('Minimum severity to log.'),
    format: z
      .enum(['auto', 'json', 'pretty'])
      .prefault('auto')
      .describe(
        '`json`: lines of JSON. `pretty`: lines for people. `auto`: `pretty` on a terminal, otherwise `json`.',
      ),
    bufferBytes: size({ from: '16KiB', to: '1GiB' })
      .prefault('1MiB')
      .describe(
        'Size of the buffer for an output that is too slow. If it is full, the gateway drops and counts further lines.',
      ),
    access: access.prefault({}).describe('The access log: one line for each request.'),
    redact: redact.prefault({}).describe('Values that are kept out of the log.'),
  })
  .describe('The log on the standard output.');
