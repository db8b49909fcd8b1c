import { type BackendSettings } from './backend';

/** As much of a pool's settings as is found while the gateway runs. */
interface ConfiguredPool {
  readonly name: string;
  readonly backends: readonly BackendSettings[];
}

/** The backends that one source has found for a pool. */
export interface Finds {
  readonly pool: string;
  /** Names the source for operators, such as `file:backends.yaml`. */
  readonly source: string;
  readonly backends: readonly BackendSettings[];
}

/** A backend that is passed over, since its pool has another one with its id or its address already. */
export interface Duplicate {
  readonly pool: string;
  readonly source: string;
  readonly id: string;
}

/**
 * The backends that were found while the gateway runs, to be laid over what the configuration lists and under what
 * operators have changed. Never changed itself.
 *
 * Who is listed first keeps an id or an address: the configuration, then the sources in their order.
 */
export class DiscoveredBackends {
  private readonly ofPool = new Map<string, Finds[]>();

  /** @param finds in the order of the sources. */
  constructor(readonly finds: readonly Finds[] = []) {
    for (const found of finds) {
      const known = this.ofPool.get(found.pool);
      if (known === undefined) this.ofPool.set(found.pool, [found]);
      else known.push(found);
    }
  }

  /** The pools with all that was found for them. */
  over<Pool extends ConfiguredPool>(pools: readonly Pool[]): Pool[] {
    return pools.map((pool) => {
      if (!this.ofPool.has(pool.name)) return pool;
      const found = [...this.placesIn(pool)].filter(({ isTaken }) => !isTaken);
      return { ...pool, backends: [...pool.backends, ...found.map(({ backend }) => backend)] };
    });
  }

  /** Who is listed more than once, and by whom that is not heeded. */
  duplicatesIn(pools: readonly ConfiguredPool[]): Duplicate[] {
    return pools.flatMap((pool) =>
      [...this.placesIn(pool)].flatMap(({ isTaken, source, backend }) =>
        isTaken ? { pool: pool.name, source, id: backend.id } : [],
      ),
    );
  }

  /** The sources of a pool's backends, by the ids; those that the configuration lists are not among them. */
  sourcesIn(pool: ConfiguredPool): ReadonlyMap<string, string> {
    const found = [...this.placesIn(pool)].filter(({ isTaken }) => !isTaken);
    return new Map(found.map(({ backend, source }) => [backend.id, source]));
  }

  private *placesIn({ name, backends }: ConfiguredPool) {
    const found = this.ofPool.get(name);
    if (found === undefined) return;
    const ids = new Set(backends.map(({ id }) => id));
    const urls = new Set(backends.map(({ url }) => url));
    for (const { source, backends: own } of found) {
      for (const backend of own) {
        const isTaken = ids.has(backend.id) || urls.has(backend.url);
        ids.add(backend.id);
        urls.add(backend.url);
        yield { source, backend, isTaken };
      }
    }
  }
}
