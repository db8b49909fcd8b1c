import { ApiProperty } from '@nestjs/swagger';
import { StoreTroubleStatus } from './store-trouble.dto';

/** A store outside of the gateway, such as a Redis server. */
export class StoreStatus {
  @ApiProperty({
    type: String,
    example: 'redis://10.0.0.5:6379',
    description: 'Address of the store, without its password.',
  })
  readonly store: string;

  @ApiProperty({
    type: () => [StoreTroubleStatus],
    description: 'Errors of the store. Empty if there are none.',
  })
  readonly troubles: readonly StoreTroubleStatus[];
}
