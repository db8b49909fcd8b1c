import { type BackendSettings } from './backend';

/** As much of a pool's settings as operators may change. */
interface Listing {
  readonly name: string;
  readonly backends: readonly BackendSettings[];
}

/** The last word of an operator about one backend. */
type Word =
  | { readonly kind: 'added'; readonly settings: BackendSettings }
  | { readonly kind: 'removed' }
  | { readonly kind: 'reweighted'; readonly weight: number };

interface Change {
  readonly pool: string;
  readonly id: string;
  readonly word: Word;
}

/**
 * What operators have changed of the pools while the gateway runs, to be laid over what the configuration lists. Never
 * changed itself: every method that changes something answers another one.
 *
 * The newest word counts: a change outlasts reloads until the configuration says something new of the same backend.
 */
export class OperatorChanges {
  private readonly changes: ReadonlyMap<string, Change>;

  constructor(changes: readonly Change[] = []) {
    this.changes = new Map(changes.map((change) => [keyOf(change.pool, change.id), change]));
  }

  /** Lists one more backend, in the place of one with the same id. */
  add(pool: string, settings: BackendSettings): OperatorChanges {
    return this.with({ pool, id: settings.id, word: { kind: 'added', settings } });
  }

  /** Takes a backend off; `isListed` says whether the configuration has it. */
  remove(pool: string, id: string, isListed: boolean): OperatorChanges {
    return isListed ? this.with({ pool, id, word: { kind: 'removed' } }) : this.without(pool, id);
  }

  reweight(pool: string, id: string, weight: number): OperatorChanges {
    const word = this.changes.get(keyOf(pool, id))?.word;
    if (word?.kind === 'added') return this.add(pool, { ...word.settings, weight });
    return this.with({ pool, id, word: { kind: 'reweighted', weight } });
  }

  hasAdded(pool: string, id: string): boolean {
    return this.changes.get(keyOf(pool, id))?.word.kind === 'added';
  }

  /** The pools as operators want them. */
  over<Pool extends Listing>(pools: readonly Pool[]): Pool[] {
    return pools.map((pool) => ({ ...pool, backends: this.backendsOf(pool) }));
  }

  /** What is left of the changes when the configuration says `after` where it said `before`. */
  carriedOver(before: readonly Listing[], after: readonly Listing[]): OperatorChanges {
    const kept = [...this.changes.values()].filter(({ pool, id, word }) => {
      const listing = after.find(({ name }) => name === pool);
      if (listing === undefined) return false;
      const old = before.find(({ name }) => name === pool)?.backends.find((own) => own.id === id);
      const now = listing.backends.find((own) => own.id === id);
      if (!isSame(old, now)) return false;
      return word.kind !== 'added' || !listsAddress(listing, word.settings);
    });
    return new OperatorChanges(kept);
  }

  private backendsOf({ name, backends }: Listing): BackendSettings[] {
    const listed = backends.flatMap((settings) => {
      const word = this.changes.get(keyOf(name, settings.id))?.word;
      if (word === undefined) return settings;
      return word.kind === 'reweighted' ? { ...settings, weight: word.weight } : [];
    });
    const added = [...this.changes.values()].flatMap(({ pool, word }) =>
      pool === name && word.kind === 'added' ? word.settings : [],
    );
    return [...listed, ...added];
  }

  private with(change: Change): OperatorChanges {
    return new OperatorChanges([...this.without(change.pool, change.id).changes.values(), change]);
  }

  private without(pool: string, id: string): OperatorChanges {
    const others = [...this.changes.values()].filter((own) => own.pool !== pool || own.id !== id);
    return new OperatorChanges(others);
  }
}

/** Names of pools hold no slash, so two pairs never make one key. */
function keyOf(pool: string, id: string): string {
  return `${pool}/${id}`;
}

function isSame(one: BackendSettings | undefined, other: BackendSettings | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether the configuration has come to list another backend at the address of an added one. */
function listsAddress({ backends }: Listing, added: BackendSettings): boolean {
  return backends.some(({ id, url }) => id !== added.id && url === added.url);
}
