import { ApiProperty } from '@nestjs/swagger';

/** A source of backends as it is now. */
export class SourceStatus {
  @ApiProperty({ type: String, description: 'Pool of the source.', example: 'main' })
  readonly pool: string;

  @ApiProperty({
    type: String,
    description: 'Type and address of the source; unique in its pool.',
    example: 'dns:items.internal:8000',
  })
  readonly source: string;

  @ApiProperty({
    enum: ['ok', 'waiting', 'failed', 'suspended'],
    description:
      '`waiting`: no list yet. `failed`: the last query failed, and the last list stays in use. `suspended`: the new list is much shorter and waits for confirmation.',
  })
  readonly state: 'ok' | 'waiting' | 'failed' | 'suspended';

  @ApiProperty({ type: 'integer', description: 'Number of backends in the list in use.' })
  readonly backends: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Time of the last list.',
  })
  readonly lastSuccess: string | null;

  @ApiProperty({ type: 'integer', description: 'Number of failed queries.' })
  readonly failures: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last query failed.' })
  readonly lastError: string | null;
}
