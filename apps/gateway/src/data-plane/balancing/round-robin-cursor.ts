import { type Backend } from '../upstream/backend';
import { type PriorityTier } from '../upstream/priority-tier';
import { type BackendSelector } from './backend.selector';

/** Among so few it costs little to look at all of them. */
const FEW = 8;

/** Where nine of ten are in the way, so many turns find somebody four times out of five. */
const TURNS = 16;

/**
 * Gives the turns of one rank. Selectors know nothing of who is full: whoever is, or was tried in vain, is passed over
 * here, at the same cost for few and for many.
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

  /** Somebody who is not full and was not tried in vain; undefined when there is nobody. */
  next(rank: PriorityTier, tried: readonly Backend[], key: string | undefined): Backend | undefined {
    if (rank.free === 0) return undefined;
    if (tried.length === 0) {
      const backend = this.first.select(rank.fit, key);
      if (backend === undefined || (!backend.isFull && backend.admitsDuringRamp())) return backend;
    }
    if (rank.fit.length > FEW) {
      const backend = this.another(rank, tried, key);
      if (backend !== undefined) return backend;
    }
    return this.rest.select(choicesAmong(rank.available, tried), key);
  }

  /** Whom `next` would give the first attempt of a request, without anybody's turn being taken. */
  peek(rank: PriorityTier, key: string | undefined): readonly Backend[] {
    if (rank.free === 0) return [];
    const free = this.first.peek(rank.fit, key).filter(({ isFull }) => !isFull);
    return free.length > 0 ? free : this.rest.peek(rank.available, key);
  }

  private another(
    rank: PriorityTier,
    tried: readonly Backend[],
    key: string | undefined,
  ): Backend | undefined {
    for (let turn = 1; turn <= TURNS; turn++) {
      // A key has as many further owners as anybody asks for, the same in every gateway.
      const backend =
        key === undefined ? this.again.select(rank.fit) : this.first.select(rank.fit, `${key}#${turn}`);
      if (backend !== undefined && isChoice(backend, tried)) return backend;
    }
    return undefined;
  }
}

/** Whether it may take a turn instead of another: not while it warms up, since these turns are not its own. */
function isChoice(backend: Backend, tried: readonly Backend[]): boolean {
  return !backend.isFull && backend.rampFactor === 1 && !tried.includes(backend);
}

/** Those that are warm, or, when nobody is, all that were not tried in vain. */
function choicesAmong(available: readonly Backend[], tried: readonly Backend[]): readonly Backend[] {
  const choices = available.filter((backend) => isChoice(backend, tried));
  if (choices.length === available.length) return available;
  return choices.length > 0 ? choices : available.filter((backend) => !tried.includes(backend));
}
