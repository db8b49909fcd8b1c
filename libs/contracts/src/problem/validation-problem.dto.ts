import { ApiProperty } from '@nestjs/swagger';
import { FieldError } from './field-error.dto';
import { Problem } from './problem.dto';

/** The problem of a request that failed its checks: it names every value that did. */
export class ValidationProblem extends Problem {
  @ApiProperty({ type: [FieldError] })
  readonly errors: FieldError[];
}
