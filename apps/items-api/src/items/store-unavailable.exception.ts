import { ServiceUnavailableException } from '@nestjs/common';

/** The items are in a database that does not answer: 503. Whether a change was made may be unknown. */
export class StoreUnavailableException extends ServiceUnavailableException {
  constructor(cause?: unknown) {
    super('The item store cannot be reached', { cause });
  }
}
