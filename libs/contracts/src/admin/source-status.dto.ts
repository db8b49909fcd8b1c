import { ApiProperty } from '@nestjs/swagger';

/** A source of backends as it is now. */
export class SourceStatus {
  @ApiProperty({ type: String, description: 'The pool whose backends it finds.', example: 'main' })
  readonly pool: string;

  @ApiProperty({
    type: String,
    description: 'Its type and where it looks; unique in its pool.',
    example: 'dns:items.internal:8000',
  })
  readonly source: string;

  @ApiProperty({
    enum: ['ok', 'waiting', 'failed', 'held'],
    description:
      '`waiting`: it has told nothing yet. `failed`: it tells nothing now, and its last list counts. `held`: it tells a list that is too short to be believed at once.',
  })
  readonly state: 'ok' | 'waiting' | 'failed' | 'held';

  @ApiProperty({ type: 'integer', description: 'Backends in the list that counts.' })
  readonly backends: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it told a list last.',
  })
  readonly lastSuccess: string | null;

  @ApiProperty({ type: 'integer', description: 'Times that it could not tell its backends.' })
  readonly failures: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it cannot tell them at the moment.' })
  readonly trouble: string | null;
}
