import { z } from 'zod';
import { text, wholeNumber } from './scalar';
import { duration } from './units';

/** Backends that register themselves, by `POST /registry` on the operator's port. */
export const selfRegistration = z
  .strictObject({
    token: text({
      title: 'secret',
      allowed: 'a token of 16 to 512 visible ASCII characters',
      pattern: /^[!-~]{16,512}$/,
      secret: true,
    })
      .optional()
      .describe(
        'Token that backends send as `Authorization: Bearer …`. It gives access to nothing else. Without a token, no backend can register itself over HTTP.',
      ),
    tokenFile: text({ title: 'file', allowed: 'the path of a file with a token', pattern: /^[^\0]+$/ })
      .optional()
      .describe('File that holds the token, instead of `token`. The gateway reads it again on every reload.'),
    ttl: duration({ from: '1s', to: '10m' })
      .prefault('10s')
      .describe('Validity of a registration that sets no `ttl`.'),
    max: wholeNumber({ from: 1, to: 10_000 })
      .prefault(1000)
      .describe('Number of backends registered at a time, in all pools together.'),
  })
  .describe('Backends that register themselves; see [discovery](../discovery.md).');
