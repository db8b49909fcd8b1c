import { ApiProperty } from '@nestjs/swagger';
import { LatencyFigures } from './latency-figures.dto';

/** Figures of the traffic through a backend, a pool, or the gateway. */
export class TrafficFigures {
  @ApiProperty({ type: 'integer', description: 'Number of requests without a complete response.' })
  readonly inFlight: number;

  @ApiProperty({ type: 'integer', description: 'Number of attempts since the start.' })
  readonly requests: number;

  @ApiProperty({
    type: 'integer',
    description: 'Number of attempts since the start that failed, or got a status of 500 or above.',
  })
  readonly errors: number;

  @ApiProperty({
    type: Number,
    description: 'Attempts per second, over the last ten seconds.',
    example: 120.5,
  })
  readonly requestsPerSecond: number;

  @ApiProperty({ type: Number, description: 'Errors per second, over the last ten seconds.', example: 0 })
  readonly errorsPerSecond: number;

  @ApiProperty({
    type: () => LatencyFigures,
    nullable: true,
    description: 'Null if there were no responses lately.',
  })
  readonly latency: LatencyFigures | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Number of sticky sessions that it owns. Null while their store is not reachable.',
  })
  readonly ownedSessions: number | null;
}
