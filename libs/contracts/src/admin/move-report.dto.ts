import { ApiProperty } from '@nestjs/swagger';

/** How far the resources of a backend have been moved to the others. */
export class MoveReport {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({ type: Boolean, description: 'If `true`, resources are still being moved.' })
  readonly running: boolean;

  @ApiProperty({ type: 'integer', description: 'Number of resources that have another owner now.' })
  readonly moved: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources that ended meanwhile.' })
  readonly gone: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources that the backend keeps (409).' })
  readonly refused: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources that requests were in flight for.' })
  readonly busy: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources whose move failed.' })
  readonly failed: number;

  @ApiProperty({ type: 'integer', description: 'Number of sticky sessions that the backend still owns.' })
  readonly ownedSessions: number;

  @ApiProperty({
    type: Number,
    description: 'Seconds since the beginning, or from there to the end.',
    example: 3.2,
  })
  readonly seconds: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Estimate of the seconds left, by the pace so far. Null if it is not known.',
  })
  readonly secondsLeft: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the job ended early, or why the last move that failed did. Null if nothing failed.',
  })
  readonly problem: string | null;
}
