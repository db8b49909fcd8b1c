import { ApiProperty } from '@nestjs/swagger';

/** What a restart has brought. */
export class RestartResult {
  @ApiProperty({
    type: Number,
    isArray: true,
    description: 'Ids of the processes that serve clients now.',
  })
  readonly workers: readonly number[];
}
