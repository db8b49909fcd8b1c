import { ApiProperty } from '@nestjs/swagger';
import { SourceStatus } from './source-status.dto';

/** The sources that are asked for backends, in the order of the configuration. */
export class SourceList {
  @ApiProperty({ type: () => [SourceStatus] })
  readonly sources: readonly SourceStatus[];
}
