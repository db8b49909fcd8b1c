import { z } from 'zod';
import { text, wholeNumber } from './scalar';
import { duration } from './units';

/** How the gateway asks a backend to pass a resource on to another one. */
export const handOff = z.strictObject({
  path: text({ title: 'path', allowed: 'a path such as /handoff', pattern: /^\/[\w\-./~]{0,200}$/ })
    .prefault('/handoff')
    .describe('Path at which a backend is asked, with `POST`.'),
  secret: text({
    title: 'secret',
    allowed: 'a secret of at least 16 characters',
    pattern: /^[^\0]{16,}$/s,
    secret: true,
  }).describe('Secret that the gateway and the backends share. It signs the requests.'),
  timeout: duration({ to: '10m' })
    .prefault('10s')
    .describe('Time for the hand-off of one resource. Its requests wait during this time.'),
  concurrency: wholeNumber({ from: 1, to: 1_000 })
    .prefault(16)
    .describe('Number of resources that are handed off at the same time.'),
});
