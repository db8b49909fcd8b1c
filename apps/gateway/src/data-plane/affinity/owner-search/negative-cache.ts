import { type Clock } from '../../../platform/clock';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';

/** If there are more, the oldest make room. */
const MAX_ENTRIES = 10_000;

interface Absence {
  readonly until: number;
  /** The backends that were asked. */
  readonly backends: readonly Backend[];
}

/** Remembers for a short time which resources no backend has. Keys contain the name of their pool. */
export class NegativeCache {
  private readonly byKey = new Map<string, Absence>();

  constructor(private readonly clock: Clock) {}

  get size(): number {
    return this.byKey.size;
  }

  has({ backends }: Pick<Pool, 'backends'>, key: string): boolean {
    const absence = this.byKey.get(key);
    if (absence === undefined) return false;
    // Backends that were listed later were not asked.
    if (absence.backends === backends && this.clock.now() < absence.until) return true;
    this.byKey.delete(key);
    return false;
  }

  note({ backends }: Pick<Pool, 'backends'>, key: string, milliseconds: number): void {
    this.byKey.delete(key);
    if (this.byKey.size >= MAX_ENTRIES) this.byKey.delete(this.byKey.keys().next().value!);
    this.byKey.set(key, { until: this.clock.now() + milliseconds, backends });
  }

  /** The resource may be created. */
  forget(key: string): void {
    this.byKey.delete(key);
  }

  /** Any resource may have been created. */
  clear(): void {
    this.byKey.clear();
  }
}
