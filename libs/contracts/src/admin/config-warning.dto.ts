import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Something in the configuration that is allowed, but does something else than it seems to. */
export class ConfigWarning {
  @ApiProperty({ type: String, description: 'The file, or `environment`.', example: 'gateway.yaml' })
  readonly file: string;

  @ApiPropertyOptional({ type: 'integer', description: 'From 1; absent if it is not in a file.' })
  readonly line?: number;

  @ApiPropertyOptional({ type: 'integer' })
  readonly column?: number;

  @ApiProperty({ type: String, example: 'affinity.orders' })
  readonly path: string;

  @ApiProperty({ type: String, description: 'What happens, and what to write instead.' })
  readonly message: string;
}

/** All of them. */
export class ConfigWarningList {
  @ApiProperty({ type: [ConfigWarning] })
  readonly warnings: readonly ConfigWarning[];
}
