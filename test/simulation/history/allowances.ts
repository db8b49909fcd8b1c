import { type Invocation } from './history';

export type CreateMode = 'safe' | 'available';

/**
 * The exceptions that `creates: available` allows by design, each with its reason:
 *
 * - After sessions were lost, a resource may be created a second time. The gateway does not ask the backends
 *   before a create, so that a create succeeds also while a backend is down.
 * - From such a create on, requests for the resource go to the backend of the create, which may not have it: a
 *   read or a write there finds nothing.
 * - Where processes have copies of sessions, a write can come to the former owner while the news of a change is
 *   under way. The former owner answers 404, and the gateway repeats the request at the owner. To ask the store
 *   before each write would cost a round trip.
 *
 * `creates: safe` allows none of them.
 */
export class Allowances {
  private readonly excused = new Set<string>();
  /** Keys of the creates under way, by the number of the request. */
  private readonly creates = new Map<number, string>();
  private areSessionsLost = false;

  constructor(
    private readonly mode: CreateMode,
    /** True if processes have copies of the sessions. */
    private readonly hasCopies: boolean,
  ) {}

  /** True if a write may reach a backend without the resource, and is repeated. */
  get allowsMisses(): boolean {
    return this.mode === 'available' && this.hasCopies;
  }

  /** Returns true if the mode allows the resource to be in two places. */
  excuse(key: string): boolean {
    return this.excused.has(key);
  }

  invoked({ number, key, method }: Invocation): void {
    if (this.mode === 'safe' || (method !== 'POST' && method !== 'PUT')) return;
    this.creates.set(number, key);
    if (this.areSessionsLost) this.excused.add(key);
  }

  responded(number: number): void {
    this.creates.delete(number);
  }

  sessionsLost(): void {
    if (this.mode === 'safe') return;
    this.areSessionsLost = true;
    for (const key of this.creates.values()) this.excused.add(key);
  }
}
