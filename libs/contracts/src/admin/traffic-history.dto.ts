import { ApiProperty } from '@nestjs/swagger';

const NUMBERS = { type: 'array', items: { type: 'number' } } as const;

/** How the traffic of the whole gateway went in the last five minutes: a value a second, the oldest first. */
export class TrafficHistory {
  @ApiProperty({ type: String, format: 'date-time', description: 'Time of the last values.' })
  readonly at: string;

  @ApiProperty(NUMBERS)
  readonly requestsPerSecond: readonly number[];

  @ApiProperty(NUMBERS)
  readonly errorsPerSecond: readonly number[];

  @ApiProperty(NUMBERS)
  readonly inFlight: readonly number[];

  @ApiProperty({
    type: 'array',
    items: { type: 'number', nullable: true },
    description: 'Milliseconds. Null if there were no responses lately.',
  })
  readonly p95: readonly (number | null)[];
}
