import { ApiProperty } from '@nestjs/swagger';
import { GATEWAY_STATES, type GatewayState } from './gateway-status.dto';

/** A process that serves clients, as it is now. */
export class WorkerStatus {
  @ApiProperty({
    type: 'integer',
    description: 'Place of the worker, from 0. Two workers have the same place while one replaces the other.',
  })
  readonly place: number;

  @ApiProperty({ type: 'integer' })
  readonly pid: number;

  @ApiProperty({
    enum: GATEWAY_STATES,
    description: '`stopping`: the worker finishes its requests and gets no new ones.',
  })
  readonly state: GatewayState;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly startedAt: string;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'CPU time since its start. Null if it has not reported yet.',
    example: 12.3,
  })
  readonly cpuSeconds: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Memory in use. Null if it has not reported yet.',
  })
  readonly residentBytes: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Number of its requests at backends without a complete response. Null if it has not reported yet.',
  })
  readonly inFlight: number | null;
}
