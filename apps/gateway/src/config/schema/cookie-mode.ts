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
      'Name of the cookie. If left out, the gateway derives one name for each pool from the names of rule and pool, such as `lb-1f0c9e7a52`.',
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
      'What signs it; the first signs, all are believed, so that secrets can be changed one after the other.',
    ),
  maxAge: duration({ from: '1s', to: '365d' })
    .optional()
    .describe('How long clients keep it; until they end their session when left out.'),
  sameSite: z
    .enum(['lax', 'strict', 'none'])
    .prefault('lax')
    .describe('Whether it comes along from other sites.'),
  path: pathPrefix().prefault('/').describe('The paths that it comes along to.'),
});
