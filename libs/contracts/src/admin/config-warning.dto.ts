import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Something in the configuration that is allowed, but does something else than it seems to. */
export class ConfigWarning {
  @ApiProperty({ type: String, description: 'The file, or `environment`.', example: 'gateway.yaml' })
  readonly file: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Line from 1. Absent for a value that is not from a file.',
  })
  readonly line?: number;

  @ApiPropertyOptional({ type: 'integer' })
  readonly column?: number;

  @ApiProperty({ type: String, example: 'affinity.orders' })
  readonly path: string;

  @ApiProperty({ type: String, description: 'The effect, and a better setting.' })
  readonly message: string;
}

/** All of them. */
export class ConfigWarningList {
  @ApiProperty({ type: [ConfigWarning] })
  readonly warnings: readonly ConfigWarning[];
}
