import { ApiProperty } from '@nestjs/swagger';
import { MoveFigures } from './move-figures.dto';

/** The part of one backend in a round. */
export class RebalanceShare {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({ type: 'integer', description: 'Number of sticky sessions that the backend owns.' })
  readonly ownedSessions: number;

  @ApiProperty({ type: 'integer', description: 'Number of sticky sessions that are its share by weight.' })
  readonly share: number;

  @ApiProperty({ type: 'integer', description: 'Number of sticky sessions that it gives or takes.' })
  readonly moves: number;
}

/** How far a round has come. */
export class RebalanceProgress extends MoveFigures {
  @ApiProperty({ type: 'integer', description: 'Number of resources that the round moves.' })
  readonly planned: number;
}

/** Which backends of a pool own more than their share, which less, and how far the last round has come. */
export class RebalanceReport {
  @ApiProperty({ type: String, example: 'main' })
  readonly pool: string;

  @ApiProperty({ type: 'integer', description: 'Number of sticky sessions of the available backends.' })
  readonly sessions: number;

  @ApiProperty({
    type: 'integer',
    description: 'Number of sticky sessions that must move until each backend owns its share.',
  })
  readonly above: number;

  @ApiProperty({
    type: 'integer',
    description: 'Number of sticky sessions that the round moves: the one that runs, or else the next one.',
  })
  readonly moves: number;

  @ApiProperty({ type: () => [RebalanceShare] })
  readonly gives: RebalanceShare[];

  @ApiProperty({ type: () => [RebalanceShare] })
  readonly takes: RebalanceShare[];

  @ApiProperty({
    type: Boolean,
    description: 'If `true`, the gateway begins further rounds by itself until each backend owns its share.',
  })
  readonly automatic: boolean;

  @ApiProperty({ type: Number, description: 'Seconds between two rounds.', example: 10 })
  readonly interval: number;

  @ApiProperty({ type: () => RebalanceProgress, nullable: true, description: 'The present or last round.' })
  readonly round: RebalanceProgress | null;
}
