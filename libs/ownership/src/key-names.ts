import { createHash } from 'node:crypto';
import { type Message } from './hand-off/messages';

const MAX_BYTES = 256;
const HASHED = 'sha256:';
const HASH = /^sha256:[0-9a-f]{64}$/;

/**
 * Names of keys in the table, short and equal for requests and hand-offs: the gateway replaces a long value by its hash, and so
 * does this.
 */
export class KeyNames {
  constructor(private readonly byRule: boolean) {}

  /** The name for the key of a request. With `byRule`, the key begins with its rule and a slash. */
  ofRequest(key: string): string {
    const start = this.byRule ? key.indexOf('/') + 1 : 0;
    return key.slice(0, start) + shortened(key.slice(start));
  }

  /** The name for the key of a message. */
  ofMessage({ key, rule }: Message): string {
    const value = HASH.test(key) ? key : shortened(key);
    return this.byRule ? `${rule}/${value}` : value;
  }
}

/** A value that begins like a hash is hashed, too, so that no value equals the hash of another. */
function shortened(value: string): string {
  const isShort = value.length <= MAX_BYTES && Buffer.byteLength(value) <= MAX_BYTES;
  return isShort && !value.startsWith(HASHED)
    ? value
    : HASHED + createHash('sha256').update(value).digest('hex');
}
