import { ApiProperty } from '@nestjs/swagger';

/** The response to a health probe if all is well. */
export class Health {
  @ApiProperty({ enum: ['live', 'ready'] })
  readonly status: 'live' | 'ready';
}
