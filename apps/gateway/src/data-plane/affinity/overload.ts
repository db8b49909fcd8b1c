import { type Backend } from '../upstream/backend';
import { type Pool } from '../upstream/pool';

/** With fewer requests than this, a backend is never overloaded, however idle the others are. */
const LIGHT_LOAD = 8;
/** Compared with the others of its pool. */
const FACTOR = 2;

/**
 * Returns true if a backend has so many more requests than the others that a preferred binding to it is
 * ignored.
 */
export function isOverloaded(backend: Backend, { backends }: Pool): boolean {
  if (backend.isFull) return true;
  if (backend.inFlight < LIGHT_LOAD) return false;
  let inFlight = 0;
  for (const { inFlight: own } of backends) inFlight += own;
  return backend.inFlight * backends.length > FACTOR * inFlight;
}
