import { setFlagsFromString } from 'node:v8';

/**
 * By how much of what is alive V8's heap may grow before all of it is collected, in per cent.
 *
 * V8 counts the pieces of bodies, which lie outside of its heap, against the room that it leaves inside: some 32 MiB of
 * them before it looks for dead ones. A gateway that was idle is left about 9 MB, and its next uploads had the whole heap
 * collected without end. Twice what is alive, never less than 45 MB, is room enough; where the heap is large, V8 still
 * stops half of the way to its limit.
 */
export const HEAP_GROWTH_PERCENT = 200;

/** Gives uploads room beside the heap: to be called by each process of the gateway before it serves. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
}
