import { ApiProperty } from '@nestjs/swagger';

/** The process that has replaced the gateway. */
export class UpgradeResult {
  @ApiProperty({ type: Number, description: 'Process that serves from now on.' })
  readonly pid: number;

  @ApiProperty({ type: String, description: 'Version of that process.' })
  readonly version: string;
}
