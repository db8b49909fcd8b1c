import { type FieldError, type ValidationProblem } from '@app/contracts';
import { UnprocessableEntityException } from '@nestjs/common';
import { problemOf } from './problem-of';

/** A request that failed its checks: 422, naming every value that did. */
export class ValidationException extends UnprocessableEntityException {
  constructor(readonly errors: FieldError[]) {
    super('The request is not valid');
  }

  /** The problem that the client is answered. */
  problem(): ValidationProblem {
    return { ...problemOf(this.getStatus(), this.message), errors: this.errors };
  }
}
