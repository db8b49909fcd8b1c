import { ApiProperty } from '@nestjs/swagger';
import { BackendStatus } from './backend-status.dto';
import { TrafficFigures } from './traffic-figures.dto';

/** A pool as it is now; its figures are those of its backends together. */
export class PoolStatus extends TrafficFigures {
  @ApiProperty({ type: String, example: 'main' })
  readonly name: string;

  @ApiProperty({ type: String, description: 'Whose turn it is when nobody owns the resource.' })
  readonly balance: string;

  @ApiProperty({ type: 'integer', description: 'How many of its backends may be sent what nobody owns.' })
  readonly available: number;

  @ApiProperty({ type: () => [BackendStatus] })
  readonly backends: BackendStatus[];
}
