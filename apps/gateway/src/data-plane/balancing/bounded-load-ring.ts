import { type Backend } from '../upstream/backend';
import { LoadBound } from './load-bound';
import { RendezvousTable } from '../hashing/rendezvous-table';

/** Four fifths of the weight can be at their bound at once, no more: so many tries are in vain once in a million times. */
const TRIES = 64;

/** Who serves which key: the owner of its slot, or the next that may carry more. */
export class BoundedLoadRing {
  private readonly table: RendezvousTable;
  private readonly bound: LoadBound;

  /** `remember` pays where more than one key is asked for. There must be a member. */
  constructor(members: readonly Backend[], remember: boolean) {
    this.table = new RendezvousTable(members, remember);
    this.bound = new LoadBound(members);
  }

  /** The backend for a key with this hash. */
  ownerOf(hash: number): Backend {
    this.bound.next();
    const owner = this.table.ownerOf(hash);
    if (this.bound.admits(owner)) return owner;
    // An odd step visits every slot; the key's own, so that the keys of a full backend spread over all the others.
    const step = (hash >>> 16) | 1;
    for (let tries = 1; tries < TRIES; tries++) {
      const next = this.table.ownerOf(hash + tries * step);
      if (this.bound.admits(next)) return next;
    }
    return owner;
  }
}
