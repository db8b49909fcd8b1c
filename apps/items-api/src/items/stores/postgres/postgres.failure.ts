import { DatabaseError } from 'pg';
import { StoreFullException } from '../../store-full.exception';
import { StoreUnavailableException } from '../../store-unavailable.exception';

/** Classes of SQLSTATE in which the server cannot serve anybody just now (PostgreSQL manual, appendix A). */
const UNAVAILABLE = /^(08|53|57)/;
const DISK_FULL = '53100';

/** What a request is to be told of a failed statement; a mistake in the statement itself stays what it is. */
export function failureOf(error: unknown): unknown {
  // What is not the server's word is the connection's: refused, reset, timed out.
  if (!(error instanceof DatabaseError)) return new StoreUnavailableException(error);
  if (error.code === DISK_FULL) return new StoreFullException();
  return UNAVAILABLE.test(error.code ?? '') ? new StoreUnavailableException(error) : error;
}
