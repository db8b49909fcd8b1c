import { type Backend } from './backend';

/** Remembered at most, in all pools together; the oldest are forgotten first. */
const MAX_LEAVERS = 1_000;

/**
 * Remembers the backends that were not fit for requests when they left their pool. Name servers and registries drop a
 * backend that is down and list it again: the new object knows nothing, and has to pass a probe before it gets a request.
 */
export class UnprovenLeavers {
  private readonly places = new Set<string>();

  /** To be called when the backend is no longer listed. */
  note(pool: string, backend: Backend): void {
    const place = placeOf(pool, backend);
    this.places.delete(place);
    if (backend.isProven) return;
    this.places.add(place);
    if (this.places.size > MAX_LEAVERS) this.places.delete(this.places.values().next().value!);
  }

  /** True if the backend, as it is listed now, has still to pass its first probe. */
  includes(pool: string, backend: Backend): boolean {
    if (this.places.size === 0) return false;
    const place = placeOf(pool, backend);
    if (backend.health === 'healthy') this.places.delete(place);
    return this.places.has(place);
  }
}

/** Neither names nor ids hold a space. */
function placeOf(pool: string, { id, url }: Backend): string {
  return `${pool} ${id} ${url}`;
}
