import { ApiProperty } from '@nestjs/swagger';
import { StoreTroubleStatus } from './store-trouble.dto';

/** A store outside of the gateway, such as a Redis server. */
export class StoreStatus {
  @ApiProperty({
    type: String,
    example: 'redis://10.0.0.5:6379',
    description: 'Where it is, without its password.',
  })
  readonly store: string;

  @ApiProperty({
    type: () => [StoreTroubleStatus],
    description: 'What it does not do; empty if all is well.',
  })
  readonly troubles: readonly StoreTroubleStatus[];
}
