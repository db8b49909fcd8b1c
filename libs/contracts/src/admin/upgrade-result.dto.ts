import { ApiProperty } from '@nestjs/swagger';

/** What has taken over from the gateway that was asked. */
export class UpgradeResult {
  @ApiProperty({ type: Number, description: 'The process that serves from now on.' })
  readonly pid: number;

  @ApiProperty({ type: String, description: 'Its version.' })
  readonly version: string;
}
