/** Bytes of what a lookup reads of a session: a line of the processor's cache. */
export const RECORD = 64;
/** Bytes of the rest: its place in a list, and the end of a long key. */
export const REST = 32;
export const PAGE_BITS = 16;
/** Records of one page. What is not used of a page takes no memory but in name. */
export const PAGE = 1 << PAGE_BITS;

/** Where the parts of a record lie, counted in units of their own size. */
export const VERSION = 0;
export const CREATED_AT = 1;
export const LAST_USED_AT = 2;
export const BACKEND = 6;
export const HASH = 7;
export const RULE = 16;
export const KIND = 34;
export const KEY_LENGTH = 35;
export const KEY = 36;
export const KEY_HERE = RECORD - KEY;
/** Where the parts of the rest lie. */
export const OLDER = 0;
export const YOUNGER = 1;
export const KEY_END = 8;
/** A key of more characters, or of characters beyond Latin-1, lies elsewhere. */
export const LONGEST_KEY = KEY_HERE + REST - KEY_END;

/** The C library puts 16 bytes of its own before a large block: behind these 48, records fill whole lines of the cache. */
const SHIFT = 48;

/** Records side by side, seen as numbers of every size. */
export class SlabPage {
  readonly doubles: Float64Array;
  readonly words: Uint32Array;
  readonly shorts: Uint16Array;
  readonly bytes: Uint8Array;
  readonly links: Uint32Array;
  readonly ends: Uint8Array;

  constructor() {
    const records = new ArrayBuffer(SHIFT + PAGE * RECORD);
    this.doubles = new Float64Array(records, SHIFT);
    this.words = new Uint32Array(records, SHIFT);
    this.shorts = new Uint16Array(records, SHIFT);
    this.bytes = new Uint8Array(records, SHIFT);
    const rest = new ArrayBuffer(PAGE * REST);
    this.links = new Uint32Array(rest);
    this.ends = new Uint8Array(rest);
  }
}
