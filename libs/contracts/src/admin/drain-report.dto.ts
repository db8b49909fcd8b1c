import { ApiProperty } from '@nestjs/swagger';
import { BACKEND_STATES } from './state-step.dto';

/** What a backend still has to do before it can be stopped. */
export class DrainReport {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({ enum: BACKEND_STATES })
  readonly state: string;

  @ApiProperty({ type: 'integer', description: 'Requests that it has not answered to the end.' })
  readonly inFlight: number;

  @ApiProperty({ type: 'integer', description: 'Sticky sessions that it owns.' })
  readonly ownedSessions: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'When the oldest of them began; null without any.',
  })
  readonly oldestSession: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'When the last of them will have been idle too long, should none be used again; null without any.',
  })
  readonly expectedEnd: string | null;
}
