import { rule } from '../objects';
import { text } from '../scalar';

/** The keys of a source that shows a token. */
export const secret = {
  token: text({ title: 'token', allowed: 'visible ASCII characters', pattern: /^[!-~]+$/, secret: true })
    .optional()
    .describe('The token that is shown; best read from the environment.'),
  tokenFile: text({ title: 'file', allowed: 'the path of a file with a token', pattern: /^[^\0]+$/ })
    .optional()
    .describe('A file with the token, in the place of `token`; it may be written anew at any time.'),
  ca: text({ title: 'file', allowed: 'the path of a PEM file', pattern: /^[^\0]+$/ })
    .optional()
    .describe('Certificates that are trusted in the place of the public ones.'),
};

/** A token comes from one place. */
export const oneToken = rule<{ token?: string; tokenFile?: string }>(({ token, tokenFile }, report) => {
  if (token !== undefined && tokenFile !== undefined)
    report('token or tokenFile, not both', { at: ['tokenFile'], found: 'both' });
});
