import { z } from 'zod';
import { cookieName } from './key-source';
import { pathPrefix } from './http';
import { text } from './scalar';
import { duration } from './units';

/** A cookie in which the client itself remembers who serves it. */
export const cookieMode = z.strictObject({
  name: cookieName()
    .optional()
    .describe(
      'Name of the cookie. If omitted, the gateway derives one name for each pool from the names of rule and pool, such as `lb-1f0c9e7a52`.',
    ),
  keys: z
    .array(
      text({
        title: 'secret',
        allowed: 'a secret of at least 32 visible ASCII characters',
        pattern: /^[!-~]{32,1024}$/,
        secret: true,
      }),
    )
    .min(1, 'at least one secret')
    .describe(
      'Secrets that sign the cookie. The first one signs, and all of them are accepted, so that secrets can be changed one at a time.',
    ),
  maxAge: duration({ from: '1s', to: '365d' })
    .optional()
    .describe('How long browsers keep the cookie. If omitted, until the browser session ends.'),
  sameSite: z
    .enum(['lax', 'strict', 'none'])
    .prefault('lax')
    .describe(
      "The cookie's `SameSite` attribute: whether browsers send the cookie with requests from other sites.",
    ),
  path: pathPrefix().prefault('/').describe('Paths for which browsers send the cookie.'),
});
