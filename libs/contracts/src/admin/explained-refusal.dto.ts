import { ApiProperty } from '@nestjs/swagger';

/** The gateway's own answer to a request that would go nowhere. */
export class ExplainedRefusal {
  @ApiProperty({ type: 'integer', example: 404 })
  readonly status: number;

  @ApiProperty({ type: String, example: 'no_route' })
  readonly code: string;

  @ApiProperty({ type: String })
  readonly detail: string;
}
