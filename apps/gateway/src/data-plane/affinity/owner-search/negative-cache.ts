import { type Clock } from '../../../platform/clock';
import { type Backend } from '../../upstream/backend';
import { type Pool } from '../../upstream/pool';

/** Of one pool; the oldest make room. */
const MOST = 10_000;

interface Absence {
  readonly until: number;
  /** Who was asked. */
  readonly backends: readonly Backend[];
}

/** Remembers for a short time which resources of a pool nobody has. */
export class NegativeCache {
  private readonly byKey = new Map<string, Absence>();

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  get size(): number {
    return this.byKey.size;
  }

  has(key: string): boolean {
    const absence = this.byKey.get(key);
    if (absence === undefined) return false;
    // Who has come since then was not asked.
    if (absence.backends === this.pool.backends && this.clock.now() < absence.until) return true;
    this.byKey.delete(key);
    return false;
  }

  note(key: string, milliseconds: number): void {
    this.byKey.delete(key);
    if (this.byKey.size >= MOST) this.byKey.delete(this.byKey.keys().next().value!);
    this.byKey.set(key, { until: this.clock.now() + milliseconds, backends: this.pool.backends });
  }

  /** Somebody is about to create it. */
  forget(key: string): void {
    this.byKey.delete(key);
  }
}
