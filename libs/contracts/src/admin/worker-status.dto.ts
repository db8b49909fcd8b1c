import { ApiProperty } from '@nestjs/swagger';
import { GATEWAY_STATES, type GatewayState } from './gateway-status.dto';

/** A process that serves clients, as it is now. */
export class WorkerStatus {
  @ApiProperty({
    type: 'integer',
    description:
      'Which of the workers it is, from 0. Two have the same place while one takes over from the other.',
  })
  readonly place: number;

  @ApiProperty({ type: 'integer' })
  readonly pid: number;

  @ApiProperty({
    enum: GATEWAY_STATES,
    description: '`stopping`: it answers what it has, and takes nothing new.',
  })
  readonly state: GatewayState;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly startedAt: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'CPU time since its start; null while it has told nothing of itself.',
    example: 12.3,
  })
  readonly cpuSeconds: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Memory that it takes; null likewise.' })
  readonly residentBytes: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'What it has sent to backends and is not answered to the last byte; null likewise.',
  })
  readonly inFlight: number | null;
}
