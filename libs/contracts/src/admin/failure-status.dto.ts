import { ApiProperty } from '@nestjs/swagger';

/** Why a request failed at a backend. */
export class FailureStatus {
  @ApiProperty({
    type: String,
    example: 'certificate_expired',
    description: 'Kind of failure, from a closed list.',
  })
  readonly kind: string;

  @ApiProperty({
    type: String,
    description: 'Exact cause, for people.',
    example: 'connection refused',
  })
  readonly text: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly at: string;
}
