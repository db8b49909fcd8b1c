import { type FieldError } from '@app/contracts';
import { UnprocessableEntityException } from '@nestjs/common';

/** A request of an operator that names values which are not allowed; nothing has changed. */
export class InvalidRequest extends UnprocessableEntityException {
  constructor(readonly errors: readonly FieldError[]) {
    super(errors.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '));
  }
}
