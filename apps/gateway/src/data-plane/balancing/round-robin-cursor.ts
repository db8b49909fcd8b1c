import { type Backend } from '../upstream/backend';
import { type PriorityTier } from '../upstream/priority-tier';
import { type BackendSelector } from './backend.selector';

/** Among so few it costs little to look at all of them. */
const FEW = 8;

/** If nine of ten backends are full, this many turns find a free one four times out of five. */
const TURNS = 16;

/**
 * Gives the turns of one priority tier. Selectors do not know which backends are full: the cursor skips full
 * and failed backends, at the same cost for few and for many.
 */
export class RoundRobinCursor {
  /**
   * @param first gives first attempts their turns.
   * @param again gives the turns that are taken instead of another: in those of `first`, the whole share of a backend
   *   that is passed over would fall to the one behind it.
   * @param rest chooses among lists that come only once, so that the others keep what they have worked out.
   */
  constructor(
    private readonly first: BackendSelector,
    private readonly again: BackendSelector,
    private readonly rest: BackendSelector,
  ) {}

  /** Returns a backend that is not full and has not failed; undefined if there is none. */
  next(tier: PriorityTier, tried: readonly Backend[], key: string | undefined): Backend | undefined {
    if (tier.free === 0) return undefined;
    if (tried.length === 0) {
      const backend = this.first.select(tier.fit, key);
      if (backend === undefined || (!backend.isFull && backend.admitsDuringRamp())) return backend;
    }
    if (tier.fit.length > FEW) {
      const backend = this.another(tier, tried, key);
      if (backend !== undefined) return backend;
    }
    return this.rest.select(choicesAmong(tier.available, tried), key);
  }

  /** Returns the candidates of `next` for the first attempt of a request, without using a turn. */
  peek(tier: PriorityTier, key: string | undefined): readonly Backend[] {
    if (tier.free === 0) return [];
    const free = this.first.peek(tier.fit, key).filter(({ isFull }) => !isFull);
    return free.length > 0 ? free : this.rest.peek(tier.available, key);
  }

  private another(
    tier: PriorityTier,
    tried: readonly Backend[],
    key: string | undefined,
  ): Backend | undefined {
    for (let turn = 1; turn <= TURNS; turn++) {
      // A key has as many further owners as are asked for, and they are the same in every gateway.
      const backend =
        key === undefined ? this.again.select(tier.fit) : this.first.select(tier.fit, `${key}#${turn}`);
      if (backend !== undefined && isChoice(backend, tried)) return backend;
    }
    return undefined;
  }
}

/**
 * Returns true if the backend may get a turn of another one. During its ramp it may not, since such turns
 * exceed its ramp.
 */
function isChoice(backend: Backend, tried: readonly Backend[]): boolean {
  return !backend.isFull && backend.rampFactor === 1 && !tried.includes(backend);
}

/** Returns the backends past their ramp, or, if there are none, all that have not failed. */
function choicesAmong(available: readonly Backend[], tried: readonly Backend[]): readonly Backend[] {
  const choices = available.filter((backend) => isChoice(backend, tried));
  if (choices.length === available.length) return available;
  return choices.length > 0 ? choices : available.filter((backend) => !tried.includes(backend));
}
