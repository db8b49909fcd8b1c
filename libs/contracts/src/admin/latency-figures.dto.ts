import { ApiProperty } from '@nestjs/swagger';

/** How long answers took to begin, in milliseconds, over about the last half minute; exact to a tenth of the value. */
export class LatencyFigures {
  @ApiProperty({ type: Number, description: '50 of 100 responses took at most this long.', example: 2.1 })
  readonly p50: number;

  @ApiProperty({ type: Number, description: '95 of 100 responses took at most this long.', example: 8.4 })
  readonly p95: number;

  @ApiProperty({ type: Number, description: '99 of 100 responses took at most this long.', example: 20.3 })
  readonly p99: number;
}
