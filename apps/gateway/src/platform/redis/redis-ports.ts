import { type Clock } from '../clock';
import { type ErrorGuard } from '../error.guard';
import { type Random } from '../random';

/** What a connection needs of the program around it. */
export interface RedisPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly guard: ErrorGuard;
}
