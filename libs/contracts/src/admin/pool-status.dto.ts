import { ApiProperty } from '@nestjs/swagger';
import { BackendStatus } from './backend-status.dto';
import { TrafficFigures } from './traffic-figures.dto';

/** A pool as it is now; its figures are those of its backends together. */
export class PoolStatus extends TrafficFigures {
  @ApiProperty({ type: String, example: 'main' })
  readonly name: string;

  @ApiProperty({ type: String, description: 'How a backend is selected for a request without an owner.' })
  readonly balance: string;

  @ApiProperty({
    type: 'integer',
    description: 'Number of its backends that may get requests without an owner.',
  })
  readonly available: number;

  @ApiProperty({ type: () => [BackendStatus] })
  readonly backends: BackendStatus[];
}
