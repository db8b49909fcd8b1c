import { ApiProperty } from '@nestjs/swagger';
import { MoveFigures } from './move-figures.dto';

/** How far the resources of a backend have been moved to the others. */
export class MoveReport extends MoveFigures {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Number of sticky sessions that the backend still owns. Null if they have not been counted yet.',
  })
  readonly ownedSessions: number | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Estimate of the seconds left, by the pace so far. Null if it is not known.',
  })
  readonly secondsLeft: number | null;
}
