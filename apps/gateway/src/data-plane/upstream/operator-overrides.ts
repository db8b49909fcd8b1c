import { type BackendSettings } from './backend';
import { type BackendMode } from './backend-state';

/** As much of a pool's settings as operators may change. */
export interface ConfiguredPool {
  readonly name: string;
  readonly backends: readonly BackendSettings[];
}

/**
 * The state that an operator wants for a backend at this address. At another address, it is another backend.
 */
export interface DesiredState {
  readonly mode: BackendMode;
  readonly reason: string;
  readonly url: string;
}

/** All overrides of one backend: the last value of each kind. */
export interface OperatorOverride {
  readonly pool: string;
  readonly id: string;
  /** How it is listed, instead of how the configuration lists it; or not listed at all. */
  readonly member?: BackendSettings | 'removed';
  /** Instead of the configured one; of a backend that an operator has added, `member` says it. */
  readonly weight?: number;
  readonly mode?: DesiredState | undefined;
}

/**
 * All changes that operators have made to the pools while the gateway runs, on top of the configuration.
 * Immutable: every method that changes something returns a new instance.
 *
 * The newest value wins: an override outlasts reloads until the configuration has a new value for the same
 * backend.
 */
export class OperatorOverrides {
  private readonly byBackend: ReadonlyMap<string, OperatorOverride>;

  constructor(words: readonly OperatorOverride[] = []) {
    this.byBackend = new Map(words.map((word) => [backendKey(word.pool, word.id), word]));
  }

  /** One for each backend with an override, by `pool/id`. */
  get overrides(): ReadonlyMap<string, OperatorOverride> {
    return this.byBackend;
  }

  /** Lists one more backend, instead of one with the same id. */
  add(pool: string, settings: BackendSettings): OperatorOverrides {
    return this.with({ pool, id: settings.id, member: settings });
  }

  /** Takes a backend off; `isListed` says whether the configuration has it. */
  remove(pool: string, id: string, isListed: boolean): OperatorOverrides {
    return isListed ? this.with({ pool, id, member: 'removed' }) : this.without(pool, id);
  }

  reweight(pool: string, id: string, weight: number): OperatorOverrides {
    const word = this.of(pool, id);
    if (typeof word.member !== 'object') return this.with({ ...word, weight });
    return this.with({ ...word, member: { ...word.member, weight } });
  }

  setMode(pool: string, id: string, mode: DesiredState): OperatorOverrides {
    return this.with({ ...this.of(pool, id), mode });
  }

  hasAdded(pool: string, id: string): boolean {
    return typeof this.of(pool, id).member === 'object';
  }

  /** The state that operators have set for this backend; undefined without an override. */
  desiredStateOf(
    pool: string,
    { id, url }: { readonly id: string; readonly url: string },
  ): DesiredState | undefined {
    const { mode } = this.of(pool, id);
    return mode?.url === url ? mode : undefined;
  }

  /** The pools as operators want them. */
  over<Pool extends ConfiguredPool>(pools: readonly Pool[]): Pool[] {
    return pools.map((pool) => ({ ...pool, backends: this.backendsOf(pool) }));
  }

  /**
   * Returns the overrides that remain when the configuration changes from `before` to `after`.
   *
   * @param by the origin of the lists. A discovered backend that is missing for a while keeps its weight and
   * its state, but a removal ends then.
   */
  carriedOver(
    before: readonly ConfiguredPool[],
    after: readonly ConfiguredPool[],
    by: 'configuration' | 'discovery' = 'configuration',
  ): OperatorOverrides {
    const kept = [...this.byBackend.values()].flatMap((word) => {
      const listing = after.find(({ name }) => name === word.pool);
      if (listing === undefined) return [];
      const old = before.find(({ name }) => name === word.pool)?.backends.find(({ id }) => id === word.id);
      const now = listing.backends.find(({ id }) => id === word.id);
      const isOvertaken = typeof word.member === 'object' && listsAddress(listing, word.member);
      const isSilent =
        by === 'discovery' && word.member === undefined && (old === undefined || now === undefined);
      if ((isSilent || isSame(old, now)) && !isOvertaken) return word;
      // Its state is nothing that the configuration speaks of.
      const { pool, id, mode } = word;
      return mode !== undefined && mode.url === now?.url ? { pool, id, mode } : [];
    });
    return new OperatorOverrides(kept);
  }

  private of(pool: string, id: string): OperatorOverride {
    return this.byBackend.get(backendKey(pool, id)) ?? { pool, id };
  }

  private backendsOf(pool: ConfiguredPool): BackendSettings[] {
    const listed = pool.backends.flatMap((settings) => {
      const word = this.byBackend.get(backendKey(pool.name, settings.id));
      if (word?.member !== undefined) return [];
      return word?.weight === undefined ? settings : { ...settings, weight: word.weight };
    });
    const added = [...this.byBackend.values()].flatMap(({ pool: name, member }) =>
      name === pool.name && typeof member === 'object' ? member : [],
    );
    // Before two gateways knew of each other, operators may have added one address under two names.
    const isDouble = (own: BackendSettings): boolean =>
      listsAddress({ ...pool, backends: listed }, own) ||
      added.some(({ id, url }) => url === own.url && id < own.id);
    return [...listed, ...added.filter((own) => !isDouble(own))];
  }

  private with(word: OperatorOverride): OperatorOverrides {
    return new OperatorOverrides([...this.without(word.pool, word.id).byBackend.values(), word]);
  }

  private without(pool: string, id: string): OperatorOverrides {
    const others = [...this.byBackend.values()].filter((own) => own.pool !== pool || own.id !== id);
    return new OperatorOverrides(others);
  }
}

/** Names of pools hold no slash, so two pairs never make one key. */
export function backendKey(pool: string, id: string): string {
  return `${pool}/${id}`;
}

function isSame(one: BackendSettings | undefined, other: BackendSettings | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** True if there is another backend at the address of an added one. */
function listsAddress({ backends }: ConfiguredPool, added: BackendSettings): boolean {
  return backends.some(({ id, url }) => id !== added.id && url === added.url);
}
