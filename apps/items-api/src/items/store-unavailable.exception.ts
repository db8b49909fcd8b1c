import { ServiceUnavailableException } from '@nestjs/common';

/** The database of the items does not respond: 503. A change may or may not have been made. */
export class StoreUnavailableException extends ServiceUnavailableException {
  constructor(cause?: unknown) {
    super('The item store cannot be reached', { cause });
  }
}
