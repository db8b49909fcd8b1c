import { ApiProperty } from '@nestjs/swagger';
import { BACKEND_STATES } from './state-step.dto';

/** A backend that might serve a request, and why it would or would not. */
export class ExplainedCandidate {
  @ApiProperty({ type: String })
  readonly id: string;

  @ApiProperty({ enum: BACKEND_STATES })
  readonly state: string;

  @ApiProperty({ type: 'integer' })
  readonly weight: number;

  @ApiProperty({ type: 'integer' })
  readonly inFlight: number;

  @ApiProperty({ type: Boolean, description: 'If `true`, the request could be sent to this backend now.' })
  readonly eligible: boolean;

  @ApiProperty({ type: String, description: 'Reason.' })
  readonly reason: string;
}
