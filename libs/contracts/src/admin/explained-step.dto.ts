import { ApiProperty } from '@nestjs/swagger';

/** What one stage of the request path would find out. */
export class ExplainedStep {
  @ApiProperty({ enum: ['request', 'routing', 'admission', 'affinity', 'balancing'] })
  readonly stage: string;

  @ApiProperty({ type: String, example: 'Route /items leads to pool main.' })
  readonly finding: string;
}
