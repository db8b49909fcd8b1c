import { type Backend } from '../upstream/backend';
import { weightOf } from './weight';
import { hashOf, mix } from './key-hash';

/** Enough for a thousand backends to get about 65 each. */
const SLOTS = 65_536;

/**
 * Who serves which slot: of all backends the one that draws best for it (weighted rendezvous hashing).
 *
 * Each backend draws for each slot on its own, from nothing but its id and the slot. So when one comes, exactly the slots
 * that it wins move, to it; when one goes, only its own do; and every gateway finds the same owners. A draw
 * happens when a slot is first asked for; with `remember` it is the only one.
 */
export class RendezvousTable {
  private readonly seeds: Int32Array;
  private readonly weights: Float64Array;
  /** The index of each owner plus 1, so that 0 means "no owner yet". */
  private readonly owners: Int32Array | undefined;

  constructor(
    private readonly members: readonly Backend[],
    remember: boolean,
  ) {
    // Two hashes, since two ids that shared one of 32 bits would draw alike for ever.
    this.seeds = Int32Array.from(members.flatMap(({ id }) => [hashOf(id), hashOf(`${id}#`)]));
    this.weights = Float64Array.from(members, weightOf);
    if (remember) this.owners = new Int32Array(SLOTS);
  }

  /** The owner of a slot; any whole number stands for one. */
  ownerOf(slot: number): Backend {
    const place = slot & (SLOTS - 1);
    if (this.owners === undefined) return this.members[this.draw(place)];
    if (this.owners[place] === 0) this.owners[place] = this.draw(place) + 1;
    return this.members[this.owners[place] - 1];
  }

  private draw(slot: number): number {
    let winner = 0;
    let least = Infinity;
    for (let index = 0; index < this.weights.length; index++) {
      const weight = this.weights[index];
      const bits = mix(mix(slot ^ this.seeds[2 * index]) ^ this.seeds[2 * index + 1]);
      const luck = ((bits >>> 0) + 0.5) / 0x1_0000_0000;
      // -ln x is never less than 1 - x, and the logarithm is what costs.
      if ((1 - luck) / weight >= least) continue;
      const drawn = -Math.log(luck) / weight;
      if (drawn >= least) continue;
      winner = index;
      least = drawn;
    }
    return winner;
  }
}
