import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ConfigWarning } from './config-warning.dto';

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

  @ApiPropertyOptional({
    type: [ConfigWarning],
    description: 'What is allowed, but does something else than it seems to; absent if there is nothing.',
  })
  readonly warnings?: readonly ConfigWarning[];
}
