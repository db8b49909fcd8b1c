import { ApiProperty } from '@nestjs/swagger';

/** Which instance answered. */
export class Ping {
  @ApiProperty({ type: 'integer', example: 8000, description: 'The port of the instance that answered.' })
  readonly port: number;
}
