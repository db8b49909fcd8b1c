import { ApiProperty } from '@nestjs/swagger';

/** What a health probe is answered when all is well. */
export class Health {
  @ApiProperty({ enum: ['live', 'ready'] })
  readonly status: 'live' | 'ready';
}
