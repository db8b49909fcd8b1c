import { ApiProperty } from '@nestjs/swagger';
import { WorkerStatus } from './worker-status.dto';

/** The processes that serve clients; a gateway that is one process has itself alone. */
export class WorkerList {
  @ApiProperty({ type: 'integer', description: 'Number of workers that should serve.' })
  readonly wanted: number;

  @ApiProperty({
    type: () => [WorkerStatus],
    description: 'Workers by place. A worker that has exited is not in the list.',
  })
  readonly workers: readonly WorkerStatus[];
}
