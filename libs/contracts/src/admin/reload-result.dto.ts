import { ApiProperty } from '@nestjs/swagger';

/** What a reload has put in force. */
export class ReloadResult {
  @ApiProperty({ type: String, description: 'The file that was read, or `defaults`.' })
  readonly source: string;

  @ApiProperty({
    type: [String],
    description: 'Keys that keep their old values until the gateway is started anew.',
    example: ['listen.port'],
  })
  readonly needsRestart: readonly string[];
}
