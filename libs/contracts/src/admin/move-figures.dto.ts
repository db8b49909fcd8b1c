import { ApiProperty } from '@nestjs/swagger';

/** How far resources have been moved. */
export class MoveFigures {
  @ApiProperty({ type: Boolean, description: 'If `true`, resources are still being moved.' })
  readonly running: boolean;

  @ApiProperty({ type: 'integer', description: 'Number of resources that have another owner now.' })
  readonly moved: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources that ended meanwhile.' })
  readonly gone: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources that their owners keep (409).' })
  readonly refused: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources that requests were in flight for.' })
  readonly busy: number;

  @ApiProperty({ type: 'integer', description: 'Number of resources whose move failed.' })
  readonly failed: number;

  @ApiProperty({
    type: Number,
    description: 'Seconds since the beginning, or from there to the end.',
    example: 3.2,
  })
  readonly seconds: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'Why it ended early, or why the last move that failed did. Null if nothing that stays failed.',
  })
  readonly problem: string | null;
}
