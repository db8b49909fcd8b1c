import { ApiProperty } from '@nestjs/swagger';

/** The result of a restart. */
export class RestartResult {
  @ApiProperty({
    type: Number,
    isArray: true,
    description: 'Ids of the processes that serve clients now.',
  })
  readonly workers: readonly number[];
}
