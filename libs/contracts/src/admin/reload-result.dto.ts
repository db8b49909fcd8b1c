import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ConfigWarning } from './config-warning.dto';

/** The result of a reload. */
export class ReloadResult {
  @ApiProperty({ type: String, description: 'Source of the configuration: a file, or `defaults`.' })
  readonly source: string;

  @ApiProperty({
    type: [String],
    description: 'Keys that keep their old values until the gateway is restarted.',
    example: ['listen.port'],
  })
  readonly needsRestart: readonly string[];

  @ApiPropertyOptional({
    type: [ConfigWarning],
    description: 'Valid settings that probably do not do what they seem to do. Absent if there are none.',
  })
  readonly warnings?: readonly ConfigWarning[];
}
