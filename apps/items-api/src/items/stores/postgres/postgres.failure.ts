import { DatabaseError } from 'pg';
import { StoreFullException } from '../../store-full.exception';
import { StoreUnavailableException } from '../../store-unavailable.exception';

/** Classes of SQLSTATE for a server that cannot serve any client just now (PostgreSQL manual, appendix A). */
const UNAVAILABLE = /^(08|53|57)/;
const DISK_FULL = '53100';

/** Returns the exception for a failed statement; an error in the statement itself stays unchanged. */
export function failureOf(error: unknown): unknown {
  // An error that the server did not send comes from the connection: refused, reset, timed out.
  if (!(error instanceof DatabaseError)) return new StoreUnavailableException(error);
  if (error.code === DISK_FULL) return new StoreFullException();
  return UNAVAILABLE.test(error.code ?? '') ? new StoreUnavailableException(error) : error;
}
