import { createHash } from 'node:crypto';

/** A longer value is remembered by its hash, so that a key's size is not the client's choice. */
const MAX_VALUE_BYTES = 256;

/**
 * The key of a session: the rule's name and the value, exact and case-sensitive. The names of rules hold no slash, so
 * two pairs never make one key; values are data all the way, whatever characters they hold.
 */
export function sessionKey(rule: string, value: string): string {
  const isShort = value.length <= MAX_VALUE_BYTES && Buffer.byteLength(value) <= MAX_VALUE_BYTES;
  return `${rule}/${isShort ? value : `sha256:${createHash('sha256').update(value).digest('hex')}`}`;
}

/** The name of the rule that a key begins with. */
export function ruleOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}
