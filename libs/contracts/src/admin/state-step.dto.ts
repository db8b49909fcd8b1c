import { ApiProperty } from '@nestjs/swagger';

/** All states of a backend, each in one word. */
export const BACKEND_STATES = [
  'healthy',
  'unknown',
  'full',
  'ejected',
  'unhealthy',
  'draining',
  'disabled',
] as const;

/** One step of a backend from one state to another, and why. */
export class StateStep {
  @ApiProperty({ enum: BACKEND_STATES })
  readonly from: string;

  @ApiProperty({ enum: BACKEND_STATES })
  readonly to: string;

  @ApiProperty({ type: String, example: '3 probes in a row failed: connection refused' })
  readonly reason: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly at: string;
}
