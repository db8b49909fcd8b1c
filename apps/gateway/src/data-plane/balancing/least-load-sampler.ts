import { type Random } from '../../platform/random';
import { type Backend } from '../upstream/backend';
import { Candidates } from './candidates';
import { weightOf } from '../hashing/weight';
import { WeightedSampler } from './weighted-sampler';

/** Says how unwelcome one more request would be at a backend; less is better. */
export interface Cost {
  costOf(backend: Backend): number;
}

/**
 * The cheapest backend: of all while they are few, else of two thrown for.
 *
 * Two are nearly as good as all (Mitzenmacher, "The power of two choices"), cost the same however many there are, and
 * keep several gateways from rushing to the same backend at once.
 */
export class LeastLoadSampler {
  private readonly candidates = new Candidates();
  private readonly dice: WeightedSampler;

  constructor(
    private readonly random: Random,
    private readonly few: number,
  ) {
    this.dice = new WeightedSampler(random);
  }

  choose(available: readonly Backend[], cost: Cost): Backend | undefined {
    const candidates = this.candidates.of(available);
    return candidates.length <= this.few ? this.ofAll(candidates, cost) : this.ofTwo(candidates, cost);
  }

  /** Whom `choose` may choose: those that are cheapest, or all where two are thrown for. */
  peek(available: readonly Backend[], cost: Cost): readonly Backend[] {
    const candidates = this.candidates.of(available);
    if (candidates.length > this.few) return candidates;
    const prices = candidates.map((candidate) => cost.costOf(candidate));
    const least = Math.min(...prices);
    return candidates.filter((_, at) => prices[at] === least);
  }

  private ofAll(candidates: readonly Backend[], cost: Cost): Backend | undefined {
    let chosen: Backend | undefined;
    let least = Infinity;
    let tied = 0;
    for (const candidate of candidates) {
      const price = cost.costOf(candidate);
      if (price > least) continue;
      const weight = weightOf(candidate);
      tied = price < least ? weight : tied + weight;
      // Where several are cheapest, each is as likely as its weight says.
      if (tied === weight || this.random.fraction() * tied < weight) chosen = candidate;
      least = price;
    }
    return chosen;
  }

  private ofTwo(candidates: readonly Backend[], cost: Cost): Backend | undefined {
    const one = this.dice.sample(candidates)!;
    const other = this.dice.throwAnother(candidates, one)!;
    return cost.costOf(other) < cost.costOf(one) ? other : one;
  }
}
