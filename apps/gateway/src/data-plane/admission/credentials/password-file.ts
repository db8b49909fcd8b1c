import { parse } from 'yaml';
import { z } from 'zod';
import { Identity } from '../../exchange/identity';
import { troubleWithHash } from './password-hash';

/** A user with a password. */
export interface PasswordUser {
  readonly hash: string;
  readonly identity: Identity;
}

const entry = z.strictObject({
  name: z.string().regex(/^[^:\x00-\x1f\x7f]{1,128}$/, 'a name without colons'),
  hash: z.string().superRefine((hash, context) => {
    const trouble = troubleWithHash(hash);
    if (trouble !== undefined) context.addIssue({ code: 'custom', message: `found ${trouble}` });
  }),
  scopes: z.array(z.string().regex(/^[!#-[\]-~]+$/, 'a scope without spaces and quotes')).default([]),
});

const list = z.array(entry);

/**
 * Reads a list of `{ name, hash, scopes }`, YAML or JSON.
 *
 * @throws Error that names every entry that cannot be used.
 */
export function readPasswords(text: string): ReadonlyMap<string, PasswordUser> {
  const read = list.safeParse(parse(text) ?? []);
  if (!read.success) {
    const trouble = read.error.issues.map(({ path, message }) => `entry ${path.join('.')}: ${message}`);
    throw new Error(trouble.join('; '));
  }
  return new Map(
    read.data.map(({ name, hash, scopes }) => [
      name,
      { hash, identity: new Identity({ kind: 'basic', name, scopes }) },
    ]),
  );
}
