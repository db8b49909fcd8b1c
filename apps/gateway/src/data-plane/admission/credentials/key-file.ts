import { parse } from 'yaml';
import { z } from 'zod';
import { Identity } from '../../exchange/identity';

/** An API key: its digest, whom it stands for, and until when. */
export interface ApiKey {
  /** SHA-256 of the key, 64 hexadecimal digits. */
  readonly sha256: string;
  readonly identity: Identity;
  /** Milliseconds since 1970; Infinity for a key that does not end. */
  readonly expires: number;
}

export const apiKeyEntry = z.strictObject({
  name: z.string().regex(/^[!-~]{1,128}$/, 'a name of visible ASCII characters'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the key, as 64 hexadecimal digits in lower case'),
  expires: z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'a date or a date with time').optional(),
  scopes: z.array(z.string().regex(/^[!#-[\]-~]+$/, 'a scope without spaces and quotes')).default([]),
});

const apiKeyList = z.array(apiKeyEntry);

/**
 * Reads a list of `{ name, sha256, expires, scopes }`, YAML or JSON.
 *
 * @throws Error that names every entry that cannot be used.
 */
export function readApiKeys(text: string): ReadonlyMap<string, ApiKey> {
  const read = apiKeyList.safeParse(parse(text) ?? []);
  if (!read.success) {
    const trouble = read.error.issues.map(({ path, message }) => `entry ${path.join('.')}: ${message}`);
    throw new Error(trouble.join('; '));
  }
  return new Map(read.data.map((entry) => [entry.sha256, apiKeyOf(entry)]));
}

export function apiKeyOf({ name, sha256, expires, scopes }: z.output<typeof apiKeyEntry>): ApiKey {
  const identity = new Identity({ kind: 'apiKey', name, scopes });
  return { sha256, identity, expires: expires === undefined ? Infinity : Date.parse(expires) };
}
