import { ApiProperty } from '@nestjs/swagger';

/** One value of a request that failed its check. */
export class FieldError {
  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'Location of the value: `path`, `query` or `body`, then the name of the field.',
    example: ['body', 'name'],
  })
  readonly loc: string[];

  @ApiProperty({ type: String, description: 'The error, for people.', example: 'Field required' })
  readonly msg: string;

  @ApiProperty({ type: String, description: 'The error, for programs.', example: 'missing' })
  readonly type: string;
}
