import { readFileSync } from 'node:fs';
import { type ConfigIssue } from './config-issue';
import { putAt, valueAt } from './path';

/** Sections whose token may stand in a file of its own, whose name is absolute by now. */
const SECTIONS = ['admin', 'selfRegistration'];

/** Puts the tokens that stand in files in their places, and tells which files have none. */
export function readTokenFiles(config: unknown): ConfigIssue[] {
  return SECTIONS.flatMap((section): ConfigIssue[] => {
    const path = [section, 'tokenFile'];
    const file = valueAt(config, path);
    if (typeof file !== 'string') return [];
    if (valueAt(config, [section, 'token']) !== undefined)
      return [{ path, found: 'both', allowed: 'token or tokenFile, not both' }];
    const token = tokenIn(file);
    if (token === undefined) return [];
    if (token === '')
      return [{ path, found: `"${file}", which holds no token`, allowed: 'the path of a file with a token' }];
    putAt(config, [section, 'token'], token);
    return [];
  });
}

/** Undefined for an unreadable file, which has already been reported. */
function tokenIn(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR' ? '' : undefined;
  }
}
