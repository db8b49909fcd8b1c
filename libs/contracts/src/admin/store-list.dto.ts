import { ApiProperty } from '@nestjs/swagger';
import { StoreStatus } from './store-status.dto';

/** The stores outside of the gateway; none where it keeps everything in its own memory. */
export class StoreList {
  @ApiProperty({ type: () => [StoreStatus] })
  readonly stores: readonly StoreStatus[];
}
