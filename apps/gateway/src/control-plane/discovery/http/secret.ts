import { readFileSync } from 'node:fs';

/** A token that the configuration has, or a file that may be written again at any time. */
export interface SecretSettings {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
}

/** The token as it is now; undefined where none is wanted. */
export function tokenOf({ token, tokenFile }: SecretSettings): string | undefined {
  return tokenFile === undefined ? token : readFileSync(tokenFile, 'utf8').trim();
}
