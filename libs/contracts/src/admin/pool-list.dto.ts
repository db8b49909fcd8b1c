import { ApiProperty } from '@nestjs/swagger';
import { PoolStatus } from './pool-status.dto';

/** All pools, in the order of the configuration. */
export class PoolList {
  @ApiProperty({ type: String, format: 'date-time', description: 'Time of the figures.' })
  readonly at: string;

  @ApiProperty({ type: () => [PoolStatus] })
  readonly pools: PoolStatus[];
}
