import { ApiProperty } from '@nestjs/swagger';

/** Which instance answered. */
export class Ping {
  @ApiProperty({ type: 'integer', example: 8000, description: 'Port of the instance that responded.' })
  readonly port: number;
}
