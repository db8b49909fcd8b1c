import { Injectable } from '@nestjs/common';
import { type ConfigWarning } from '../../config/located-issue';
import { type PoolConfig } from '../../config/gateway-config';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';

/** A backend at an address that a reload has given another id. */
interface Renaming {
  readonly pool: string;
  readonly url: string;
  readonly from: string;
  readonly to: string;
}

/** Finds backends that a reload has given another id: the sessions of the old id have no owner any more. */
@Injectable()
export class RenamedBackends {
  constructor(private readonly store: StickySessionStore) {}

  /** A warning for each old id that still owns sessions, or may own some while the store cannot be asked. */
  async warningsAfter(
    before: readonly PoolConfig[],
    after: readonly PoolConfig[],
    file: string,
  ): Promise<ConfigWarning[]> {
    const renamings = after.flatMap((pool) => renamingsIn(pool, before));
    if (renamings.length === 0) return [];
    const counts = await this.counts();
    return renamings.flatMap((renaming) => {
      const owned = counts === undefined ? undefined : (counts.get(renaming.from) ?? 0);
      return owned === 0 ? [] : warningOf(renaming, owned, file);
    });
  }

  private async counts(): Promise<ReadonlyMap<string, number> | undefined> {
    try {
      return await this.store.counts();
    } catch {
      return undefined;
    }
  }
}

function renamingsIn({ name, backends }: PoolConfig, before: readonly PoolConfig[]): Renaming[] {
  const ids = new Set(backends.map(({ id }) => id));
  const known = before.find((pool) => pool.name === name)?.backends ?? [];
  return known.flatMap(({ id, url }) => {
    const successor = ids.has(id) ? undefined : backends.find((backend) => backend.url === url);
    return successor === undefined ? [] : { pool: name, url, from: id, to: successor.id };
  });
}

function warningOf(
  { pool, url, from, to }: Renaming,
  owned: number | undefined,
  file: string,
): ConfigWarning {
  const count = owned === undefined ? 'an unknown number of' : owned;
  const sessions = owned === 1 ? 'session' : 'sessions';
  return {
    file,
    path: `pools.${pool}.backends`,
    message: `the backend at ${url} was ${from} and is now ${to}, but ${count} ${sessions} still name ${from} as the owner, so their requests find no owner; restore the id ${from} and drain that backend before you rename it, or move the sessions to ${to}`,
  };
}
