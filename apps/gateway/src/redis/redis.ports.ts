import { type Clock } from '../ports/clock';
import { type ErrorGuard } from '../ports/error.guard';
import { type Random } from '../ports/random';

/** What a connection needs of the program around it. */
export interface RedisPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly guard: ErrorGuard;
}
