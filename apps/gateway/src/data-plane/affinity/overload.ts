import { type Backend } from '../upstream/backend';
import { type Pool } from '../upstream/pool';

/** Below this nobody is overloaded, however idle the others are. */
const LIGHT_LOAD = 8;
/** Compared with the others of its pool. */
const FACTOR = 2;

/** Whether a backend has so much more to do than the others that a mere preference for it is given up. */
export function isOverloaded(backend: Backend, { backends }: Pool): boolean {
  if (backend.isFull) return true;
  if (backend.inFlight < LIGHT_LOAD) return false;
  let inFlight = 0;
  for (const { inFlight: own } of backends) inFlight += own;
  return backend.inFlight * backends.length > FACTOR * inFlight;
}
