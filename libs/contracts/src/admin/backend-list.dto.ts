import { ApiProperty } from '@nestjs/swagger';
import { BackendStatus } from './backend-status.dto';

/** The backends of one pool, in the order of the configuration. */
export class BackendList {
  @ApiProperty({ type: () => [BackendStatus] })
  readonly backends: BackendStatus[];
}
