import { ApiProperty } from '@nestjs/swagger';

/** The result of one stage of the request path. */
export class ExplainedStep {
  @ApiProperty({ enum: ['request', 'routing', 'admission', 'affinity', 'balancing'] })
  readonly stage: string;

  @ApiProperty({ type: String, example: 'Route /items leads to pool main.' })
  readonly finding: string;
}
