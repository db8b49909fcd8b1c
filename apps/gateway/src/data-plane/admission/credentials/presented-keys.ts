import { hash, timingSafeEqual } from 'node:crypto';
import { type ApiKey } from './key-file';

type Keys = ReadonlyMap<string, ApiKey>;

/**
 * Knows the keys that clients have shown, and that hold, without hashing them again: as many as there are keys in the file,
 * and none once that has changed. A key that was never shown, such as a guess, is compared by its digest alone, and whole.
 */
export class PresentedKeys {
  private known = new Map<string, ApiKey>();
  private keys: Keys | undefined;

  /** The one of these keys, by digest, that the client shows. */
  find(key: string, keys: Keys): ApiKey | undefined {
    if (keys !== this.keys) this.forget(keys);
    return this.known.get(key) ?? this.lookUp(key, keys);
  }

  private lookUp(key: string, keys: Keys): ApiKey | undefined {
    const digest = hash('sha256', key, 'hex');
    const found = keys.get(digest);
    if (found === undefined || !areEqual(found.sha256, digest)) return undefined;
    this.known.set(key, found);
    return found;
  }

  private forget(keys: Keys): void {
    this.keys = keys;
    this.known = new Map();
  }
}

function areEqual(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'));
}
