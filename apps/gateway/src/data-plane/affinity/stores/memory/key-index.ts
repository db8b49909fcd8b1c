import { type SessionSlab } from './session-slab';

/** Entries at first; always a power of two. */
const INITIAL_ENTRIES = 256;

/** Fuller than this and finding nothing gets slow. */
const MAX_LOAD = 0.7;

/** An entry is the number of a slot, plus one, below and a part of the hash above it; 0 is a free entry. */
const SLOT_BITS = 24;
const SLOT_MASK = 2 ** SLOT_BITS - 1;

/** Looked up once: where programs run in a context of their own, as tests do, looking for `Math` costs more than a hash. */
const { imul } = Math;

/** Slots that an index can tell apart. */
export const MAX_SLOTS = SLOT_MASK;

/**
 * A seeded hash of a text from one of its places on, so that no client can choose keys that all meet in one place. The
 * shift carries the seed from the high bits into the low ones with each character.
 */
export function hashOf(text: string, from: number, seed: number): number {
  let hash = seed;
  for (let at = from; at < text.length; at++) {
    hash = imul(hash ^ text.charCodeAt(at), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

/**
 * From the hash of a key to the slot that holds it: open addressing in one array of integers, small enough to stay near
 * the processor, where a Map with strings as keys takes more memory than all the rest of a session.
 */
export class KeyIndex {
  private entries = new Int32Array(INITIAL_ENTRIES);
  private mask = INITIAL_ENTRIES - 1;
  private used = 0;

  constructor(private readonly slab: SessionSlab) {}

  /** The slot that holds the text from this place on; -1 when none does. */
  find(hash: number, text: string, from: number): number {
    const { entries, mask, slab } = this;
    const tag = hash & ~SLOT_MASK;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const entry = entries[at];
      if (entry === 0) return -1;
      if ((entry & ~SLOT_MASK) !== tag) continue;
      const slot = (entry & SLOT_MASK) - 1;
      if (slab.holds(slot, hash, text, from)) return slot;
    }
  }

  /** Adds a slot whose key is not there yet. */
  add(hash: number, slot: number): void {
    if (++this.used > MAX_LOAD * this.entries.length) this.grow();
    this.insert(hash, (hash & ~SLOT_MASK) | (slot + 1));
  }

  /** Removes a slot that is there. */
  remove(hash: number, slot: number): void {
    const { entries, mask } = this;
    let free = hash & mask;
    while ((entries[free] & SLOT_MASK) !== slot + 1) free = (free + 1) & mask;
    // The entries after a deleted one move up as far as they may, so that no search ends early.
    for (let at = (free + 1) & mask; entries[at] !== 0; at = (at + 1) & mask) {
      const fromHome = (at - this.hashAt(entries[at])) & mask;
      if (fromHome < ((at - free) & mask)) continue;
      entries[free] = entries[at];
      free = at;
    }
    entries[free] = 0;
    this.used--;
  }

  private hashAt(entry: number): number {
    return this.slab.hash((entry & SLOT_MASK) - 1);
  }

  private insert(hash: number, entry: number): void {
    const { entries, mask } = this;
    let at = hash & mask;
    while (entries[at] !== 0) at = (at + 1) & mask;
    entries[at] = entry;
  }

  private grow(): void {
    const old = this.entries;
    this.entries = new Int32Array(2 * old.length);
    this.mask = this.entries.length - 1;
    for (const entry of old) if (entry !== 0) this.insert(this.hashAt(entry), entry);
  }
}
