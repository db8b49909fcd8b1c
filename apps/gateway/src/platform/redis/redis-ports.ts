import { type Clock } from '../clock';
import { type ErrorGuard } from '../error.guard';
import { type Random } from '../random';

/** The dependencies of a connection. */
export interface RedisPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly guard: ErrorGuard;
}
