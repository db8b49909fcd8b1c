import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Why a request was refused or failed, as `application/problem+json` (RFC 9457). */
export class Problem {
  @ApiProperty({ type: String, format: 'uri-reference', example: 'about:blank' })
  readonly type: string;

  @ApiProperty({ type: String, description: 'The name of the status.' })
  readonly title: string;

  @ApiProperty({ type: 'integer' })
  readonly status: number;

  @ApiProperty({ type: String, description: 'The problem, for people.' })
  readonly detail: string;

  @ApiPropertyOptional({
    type: String,
    description: 'The problem, for programs, if the status is not enough.',
  })
  readonly code?: string;
}
