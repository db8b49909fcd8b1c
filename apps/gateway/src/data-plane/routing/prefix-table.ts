const SLASH = 0x2f;

/** One prefix in the table, and what is known by it. */
export interface Prefix<T> {
  /** Without a trailing slash; empty for `/`. */
  readonly path: string;
  readonly value: T;
  /** The next shorter prefix that covers this one. */
  readonly shorter: Prefix<T> | undefined;
}

interface Slot<T> extends Prefix<T> {
  readonly hash: number;
  /** Another prefix in the same place. */
  readonly next: Slot<T> | undefined;
}

/**
 * Finds the longest of many path prefixes, on segment borders, in one pass over the path and without allocation.
 *
 * The hash of the path grows with every character; at each border it is that of a possible prefix. So the cost is that
 * of the path's length, not of the number of prefixes. Only the operator's prefixes are stored, so no request can
 * make the places crowded.
 */
export class PrefixTable<T> {
  private readonly slots: (Slot<T> | undefined)[];
  private readonly mask: number;
  private readonly longest: number;

  constructor(values: ReadonlyMap<string, T>) {
    const paths = [...values.keys()].sort((one, other) => one.length - other.length);
    this.mask = 2 ** Math.ceil(Math.log2(paths.length + 1) + 1) - 1;
    this.slots = new Array<undefined>(this.mask + 1).fill(undefined);
    this.longest = paths.at(-1)?.length ?? 0;
    for (const path of paths) {
      // Shorter ones are in already, so the table itself knows which covers this one.
      const shorter = this.find(path, path.length);
      const hash = [...path].reduce((sum, character) => grow(sum, character.charCodeAt(0)), 0);
      const next = this.slots[hash & this.mask];
      this.slots[hash & this.mask] = { path, value: values.get(path)!, shorter, hash, next };
    }
  }

  /** The longest prefix of the first `end` characters of `path`, which begins with a slash. */
  find(path: string, end: number): Prefix<T> | undefined {
    let found: Slot<T> | undefined;
    let hash = 0;
    const last = Math.min(end, this.longest + 1);
    for (let at = 0; at < last; at++) {
      const code = path.charCodeAt(at);
      if (code === SLASH) found = this.at(hash, path, at) ?? found;
      hash = grow(hash, code);
    }
    return (last === end ? this.at(hash, path, end) : undefined) ?? found;
  }

  private at(hash: number, path: string, length: number): Slot<T> | undefined {
    let slot = this.slots[hash & this.mask];
    while (slot && !(slot.hash === hash && slot.path.length === length && path.startsWith(slot.path))) {
      slot = slot.next;
    }
    return slot;
  }
}

// FNV-1a's step: one multiplication a character.
function grow(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193);
}
