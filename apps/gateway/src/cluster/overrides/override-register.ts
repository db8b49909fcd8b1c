import { type BackendSettings } from '../../data-plane/upstream/backend';
import { OperatorOverrides, type OperatorOverride } from '../../data-plane/upstream/operator-overrides';
import { isNewer, type ConfiguredBackend, type VersionedOverride } from './versioned-override';

/** As much of a configured pool as matters here. */
interface ConfiguredPool {
  readonly name: string;
  readonly backends: readonly BackendSettings[];
}

/** The time of an override, and its gateway. */
export interface ChangeContext {
  readonly at: number;
  readonly by: string;
  readonly pools: readonly ConfiguredPool[];
}

/** How long it is remembered that nothing is wanted of a backend any more: no gateway is away for longer, in milliseconds. */
const TOMBSTONE_TTL = 24 * 60 * 60 * 1000;

/**
 * The newest override of each backend, from all gateways: a last-write-wins register. Registers that are merged in
 * any order, any number of times, are equal.
 */
export class OverrideRegister {
  private readonly words = new Map<string, VersionedOverride>();
  /** Backends, as `pool/id`, whose overrides other gateways may not know yet. */
  readonly localOnly = new Set<string>();

  get(key: string): VersionedOverride | undefined {
    return this.words.get(key);
  }

  /** Records overrides that were set here. */
  note(before: OperatorOverrides, after: OperatorOverrides, { at, by, pools }: ChangeContext): void {
    for (const key of new Set([...before.overrides.keys(), ...after.overrides.keys()])) {
      const [was, is] = [before.overrides.get(key), after.overrides.get(key)];
      if (was === is) continue;
      const { pool, id } = (is ?? was)!;
      const word = is ?? { pool, id };
      // The operator has seen the earlier override, even if the clock of the other gateway is ahead.
      const moment = Math.max(Math.floor(at), (this.words.get(key)?.at ?? 0) + 1);
      const listed = listedIn(pools, word);
      this.words.set(key, { at: moment, by, listed, override: word });
      this.localOnly.add(key);
    }
  }

  /**
   * Takes over what is newer elsewhere, and marks as local what is newer here or missing there.
   *
   * @param others all that is known elsewhere.
   * @returns the keys of what is new here.
   */
  merge(others: ReadonlyMap<string, VersionedOverride>): string[] {
    for (const [key, own] of this.words) {
      const other = others.get(key);
      if (other === undefined || isNewer(own, other)) this.localOnly.add(key);
    }
    return [...others].flatMap(([key, other]) => (this.take(key, other) ? key : []));
  }

  /** Takes over one word from elsewhere, if it is not older; answers whether it says anything new. */
  take(key: string, other: VersionedOverride): boolean {
    const own = this.words.get(key);
    if (own !== undefined && isNewer(own, other)) return false;
    this.localOnly.delete(key);
    if (own !== undefined && !isNewer(other, own)) return false;
    this.words.set(key, other);
    return true;
  }

  /** Others know this word now, unless it is no longer the last one. */
  noteShared(key: string, word: VersionedOverride): void {
    if (this.words.get(key) === word) this.localOnly.delete(key);
  }

  /** Forgets of whom nothing has been wanted for long, and answers of whom that was. */
  forget(now: number): string[] {
    const old = [...this.words].flatMap(([key, { at, override: word }]) =>
      at < now - TOMBSTONE_TTL && saysNothing(word) ? key : [],
    );
    for (const key of old) {
      this.words.delete(key);
      this.localOnly.delete(key);
    }
    return old;
  }

  /** The overrides that apply with this configuration: it has not changed the backend since. */
  inForce(pools: readonly ConfiguredPool[]): OperatorOverrides {
    return new OperatorOverrides(
      [...this.words.values()].flatMap(({ override: word, listed }) => {
        if (isEmpty(word)) return [];
        if (isSame(listed, listedIn(pools, word))) return word;
        const { pool, id, mode } = word;
        return mode === undefined ? [] : { pool, id, mode };
      }),
    );
  }
}

function isEmpty({ member, weight, mode }: OperatorOverride): boolean {
  return member === undefined && weight === undefined && mode === undefined;
}

/** Enabling a backend removes its override, but other gateways must learn of that. */
function saysNothing(word: OperatorOverride): boolean {
  return isEmpty(word.mode?.mode === 'enabled' ? { ...word, mode: undefined } : word);
}

function listedIn(
  pools: readonly ConfiguredPool[],
  { pool, id }: OperatorOverride,
): ConfiguredBackend | undefined {
  const listed = pools.find(({ name }) => name === pool)?.backends.find((own) => own.id === id);
  return listed && { url: listed.url, weight: listed.weight };
}

function isSame(one: ConfiguredBackend | undefined, other: ConfiguredBackend | undefined): boolean {
  return one?.url === other?.url && one?.weight === other?.weight;
}
