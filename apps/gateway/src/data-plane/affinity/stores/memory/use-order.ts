import { type SessionSlab } from './session-slab';

/** Slots in the order of their last use: a list whose links are fields of the slab. */
export class UseOrder {
  /** -1 while there is none. */
  oldest = -1;
  private youngest = -1;
  size = 0;

  constructor(
    private readonly slab: SessionSlab,
    /** Distinguishes the slots of this order from those of another. */
    private readonly segment: number,
  ) {}

  has(slot: number): boolean {
    return this.slab.segment(slot) === this.segment;
  }

  /** From the longest unused on. */
  *slots(): Generator<number> {
    for (let slot = this.oldest; slot >= 0; slot = this.slab.younger(slot)) yield slot;
  }

  add(slot: number): void {
    const { slab, youngest } = this;
    slab.setSegment(slot, this.segment);
    slab.setOlder(slot, youngest);
    slab.setYounger(slot, -1);
    if (youngest >= 0) slab.setYounger(youngest, slot);
    else this.oldest = slot;
    this.youngest = slot;
    this.size++;
  }

  remove(slot: number): void {
    const { slab } = this;
    const older = slab.older(slot);
    const younger = slab.younger(slot);
    if (older >= 0) slab.setYounger(older, younger);
    else this.oldest = younger;
    if (younger >= 0) slab.setOlder(younger, older);
    else this.youngest = older;
    this.size--;
  }
}
