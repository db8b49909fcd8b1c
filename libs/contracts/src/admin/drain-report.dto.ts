import { ApiProperty } from '@nestjs/swagger';
import { BACKEND_STATES } from './state-step.dto';

/** The remaining work of a backend before it can be stopped. */
export class DrainReport {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({ enum: BACKEND_STATES })
  readonly state: string;

  @ApiProperty({ type: 'integer', description: 'Number of its requests without a complete response.' })
  readonly inFlight: number;

  @ApiProperty({ type: 'integer', description: 'Number of sticky sessions that it owns.' })
  readonly ownedSessions: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the oldest of these requests began. Null if there is none.',
  })
  readonly oldestSession: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the last of these sessions expires if it is not used again. Null if there is none.',
  })
  readonly expectedEnd: string | null;
}
