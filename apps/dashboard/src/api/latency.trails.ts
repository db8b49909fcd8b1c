import { type BackendStatus, type PoolStatus } from '@app/contracts';

/** Seconds that a trail looks back. */
export const TRAIL_SECONDS = 60;

/** How the latency of each backend went lately, as this page saw it. */
export class LatencyTrails {
  private trails = new Map<string, readonly number[]>();

  /** Takes what is known this second; who is gone is forgotten. */
  add(pools: readonly PoolStatus[]): void {
    const next = new Map<string, readonly number[]>();
    for (const backend of pools.flatMap((pool) => pool.backends)) {
      const trail = this.of(backend);
      next.set(keyOf(backend), [...trail.slice(1 - TRAIL_SECONDS), backend.latency?.p95 ?? 0]);
    }
    this.trails = next;
  }

  of(backend: BackendStatus): readonly number[] {
    return this.trails.get(keyOf(backend)) ?? [];
  }
}

function keyOf({ pool, id }: BackendStatus): string {
  return `${pool}/${id}`;
}
