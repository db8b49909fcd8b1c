import { createHash } from 'node:crypto';

/** Longer values are replaced by their hash, so that clients do not choose the size of a key. */
const MAX_VALUE_BYTES = 256;

/** How a hashed value begins. Values that begin like this are hashed too, so that no value equals the hash of another. */
const HASHED = 'sha256:';

/**
 * The key of a session: rule, pool and value, exact and case-sensitive. Names of rules and pools contain no slash, so two
 * triples never make the same key. A value may contain any character.
 */
export function sessionKey(rule: string, pool: string, value: string): string {
  return `${rule}/${pool}/${storedValue(value)}`;
}

/** The value as keys contain it. */
export function storedValue(value: string): string {
  const isShort = value.length <= MAX_VALUE_BYTES && Buffer.byteLength(value) <= MAX_VALUE_BYTES;
  if (isShort && !value.startsWith(HASHED)) return value;
  return HASHED + createHash('sha256').update(value).digest('hex');
}

/** The name of the rule in a key. */
export function ruleOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

/** The name of the pool in a key. */
export function poolOf(key: string): string {
  const start = key.indexOf('/') + 1;
  return key.slice(start, key.indexOf('/', start));
}

/** The value in a key, hashed if it is long. */
export function valueOf(key: string): string {
  return key.slice(prefixLength(key));
}

/** Length of the part of a key before its value: rule, pool and two slashes. */
export function prefixLength(key: string): number {
  return key.indexOf('/', key.indexOf('/') + 1) + 1;
}
