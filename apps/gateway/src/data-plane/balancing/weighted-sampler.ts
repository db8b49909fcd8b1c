import { type Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { weightOf } from '../hashing/weight';

/**
 * Throws for a backend, each as likely as its weight says, at the same cost for four and for a thousand.
 *
 * Walker's alias method as Vose builds it: every face of a fair die belongs to at most two backends, and a second
 * throw, weighed in advance, decides between them. Built when the array of candidates changes, in one pass.
 */
export class WeightedSampler {
  private candidates: readonly Backend[] = [];
  /** Empty while all weights are equal, where a plain throw will do. */
  private keep: Float64Array = new Float64Array(0);
  private alias: Uint32Array = new Uint32Array(0);

  constructor(private readonly random: Random) {}

  sample(candidates: readonly Backend[]): Backend | undefined {
    if (candidates !== this.candidates) this.adopt(candidates);
    return candidates[this.face()];
  }

  /** Samples a backend other than `first`, by weight if possible; undefined if there is no other. */
  throwAnother(candidates: readonly Backend[], first: Backend): Backend | undefined {
    if (candidates !== this.candidates) this.adopt(candidates);
    const count = candidates.length;
    if (count < 2) return undefined;
    const face = this.face();
    const thrown = candidates[face];
    if (thrown !== first) return thrown;
    // Thrown twice: a third throw could fail too, the step to another face cannot.
    return candidates[(face + 1 + this.random.below(count - 1)) % count];
  }

  private face(): number {
    // One throw serves for both: its whole part names the face, its fraction decides who of the two.
    const thrown = this.random.fraction() * this.candidates.length;
    const face = Math.floor(thrown);
    if (this.keep.length === 0) return face;
    return thrown - face < this.keep[face] ? face : this.alias[face];
  }

  private adopt(candidates: readonly Backend[]): void {
    this.candidates = candidates;
    const fair = candidates.every((candidate) => weightOf(candidate) === weightOf(candidates[0]));
    this.keep = new Float64Array(fair ? 0 : candidates.length);
    this.alias = new Uint32Array(fair ? 0 : candidates.length);
    if (!fair) this.share(candidates.map(weightOf));
  }

  /** Fills every face that is worth less than its share with a part of one that is worth more. */
  private share(weights: readonly number[]): void {
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    const worth = weights.map((weight) => weight / mean);
    const poor = worth.flatMap((part, face) => (part < 1 ? [face] : []));
    const rich = worth.flatMap((part, face) => (part < 1 ? [] : [face]));
    this.keep.fill(1);
    while (poor.length > 0 && rich.length > 0) {
      const small = poor.pop()!;
      const large = rich[rich.length - 1];
      this.keep[small] = worth[small];
      this.alias[small] = large;
      worth[large] -= 1 - worth[small];
      if (worth[large] < 1) poor.push(rich.pop()!);
    }
  }
}
