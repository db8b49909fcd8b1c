import { rule } from '../objects';
import { text } from '../scalar';

/** The keys of a source that shows a token. */
export const secret = {
  token: text({ title: 'token', allowed: 'visible ASCII characters', pattern: /^[!-~]+$/, secret: true })
    .optional()
    .describe('Token for requests to the source. Prefer to read it from the environment.'),
  tokenFile: text({ title: 'file', allowed: 'the path of a file with a token', pattern: /^[^\0]+$/ })
    .optional()
    .describe('File that holds the token, instead of `token`. The file may be replaced at any time.'),
  ca: text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ })
    .optional()
    .describe('PEM file with the certificate authorities to trust, instead of the public ones.'),
};

/** A token comes from one place. */
export const oneToken = rule<{ token?: string; tokenFile?: string }>(({ token, tokenFile }, report) => {
  if (token !== undefined && tokenFile !== undefined)
    report('token or tokenFile, not both', { at: ['tokenFile'], found: 'both' });
});
