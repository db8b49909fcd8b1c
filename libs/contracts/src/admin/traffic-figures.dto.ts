import { ApiProperty } from '@nestjs/swagger';
import { LatencyFigures } from './latency-figures.dto';

/** What passes through a backend, a pool, or the gateway. */
export class TrafficFigures {
  @ApiProperty({ type: 'integer', description: 'Sent and not yet answered to the last byte.' })
  readonly inFlight: number;

  @ApiProperty({ type: 'integer', description: 'Attempts begun since the start.' })
  readonly requests: number;

  @ApiProperty({
    type: 'integer',
    description: 'Attempts since the start that failed, or were answered with 500 or above.',
  })
  readonly errors: number;

  @ApiProperty({ type: Number, description: 'Attempts a second, over the last ten seconds.', example: 120.5 })
  readonly requestsPerSecond: number;

  @ApiProperty({ type: Number, description: 'Errors a second, over the last ten seconds.', example: 0 })
  readonly errorsPerSecond: number;

  @ApiProperty({
    type: () => LatencyFigures,
    nullable: true,
    description: 'Null while nothing was answered lately.',
  })
  readonly latency: LatencyFigures | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Sticky sessions whose owner it is; null while their store cannot be asked.',
  })
  readonly ownedSessions: number | null;
}
