import { ApiProperty } from '@nestjs/swagger';

/** What has taken over from the gateway that was asked. */
export class UpgradeResult {
  @ApiProperty({ type: Number, description: 'Process that serves from now on.' })
  readonly pid: number;

  @ApiProperty({ type: String, description: 'Version of that process.' })
  readonly version: string;
}
