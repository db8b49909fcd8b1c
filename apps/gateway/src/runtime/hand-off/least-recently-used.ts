import { type StickySession } from '../../data-plane/affinity/sticky-session';

/** Keeps those of many sessions that were used least recently: a heap of bounded size. */
export class LeastRecentlyUsed {
  /** A binary heap: no session was used before its children, so the first was used most recently. */
  private readonly heap: StickySession[] = [];

  constructor(private readonly size: number) {}

  add(session: StickySession): void {
    const { heap, size } = this;
    if (heap.length < size) {
      heap.push(session);
      this.up(heap.length - 1);
    } else if (size > 0 && session.lastUsedAt < heap[0].lastUsedAt) {
      heap[0] = session;
      this.down(0);
    }
  }

  /** In no particular order. */
  get sessions(): readonly StickySession[] {
    return this.heap;
  }

  private up(at: number): void {
    const parent = (at - 1) >> 1;
    if (at === 0 || this.usedAt(parent) >= this.usedAt(at)) return;
    this.swap(at, parent);
    this.up(parent);
  }

  private down(at: number): void {
    const left = 2 * at + 1;
    const child = this.usedAt(left + 1) > this.usedAt(left) ? left + 1 : left;
    if (this.usedAt(at) >= this.usedAt(child)) return;
    this.swap(at, child);
    this.down(child);
  }

  private usedAt(at: number): number {
    return this.heap[at]?.lastUsedAt ?? -Infinity;
  }

  private swap(one: number, other: number): void {
    [this.heap[one], this.heap[other]] = [this.heap[other], this.heap[one]];
  }
}
