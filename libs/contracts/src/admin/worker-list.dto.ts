import { ApiProperty } from '@nestjs/swagger';
import { WorkerStatus } from './worker-status.dto';

/** The processes that serve clients; a gateway that is one process has itself alone. */
export class WorkerList {
  @ApiProperty({ type: 'integer', description: 'How many should serve.' })
  readonly wanted: number;

  @ApiProperty({
    type: () => [WorkerStatus],
    description: 'By their places. One that was lost is not among them.',
  })
  readonly workers: readonly WorkerStatus[];
}
