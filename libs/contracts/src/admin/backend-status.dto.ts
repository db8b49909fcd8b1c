import { ApiProperty } from '@nestjs/swagger';
import { HEAVIEST } from '../backend-fields';
import { WANTED_STATES, type WantedState } from './backend-change.dto';
import { FailureStatus } from './failure-status.dto';
import { BACKEND_STATES, StateStep } from './state-step.dto';
import { TrafficFigures } from './traffic-figures.dto';

/** A backend as it is now. */
export class BackendStatus extends TrafficFigures {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({ type: String, description: 'The name of its pool.', example: 'main' })
  readonly pool: string;

  @ApiProperty({ type: String, example: 'http://127.0.0.1:8000' })
  readonly url: string;

  @ApiProperty({
    enum: BACKEND_STATES,
    description: '`draining` serves what it owns and takes nothing new; `disabled` serves nothing.',
  })
  readonly state: string;

  @ApiProperty({
    enum: WANTED_STATES,
    description: 'What operators want of it; its state may be another one.',
  })
  readonly wanted: WantedState;

  @ApiProperty({
    type: Boolean,
    description:
      'Whether the backend itself asks for nothing new, as its last probe says: then it drains though operators want it `enabled`, until a probe passes.',
  })
  readonly drainsItself: boolean;

  @ApiProperty({ type: Boolean, description: 'Whether it may be sent what nobody owns.' })
  readonly available: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: HEAVIEST })
  readonly weight: number;

  @ApiProperty({ type: 'integer', description: '0 for no limit.' })
  readonly maxInFlight: number;

  @ApiProperty({ type: Boolean, description: 'Serves only when no other backend is available.' })
  readonly backup: boolean;

  @ApiProperty({
    type: String,
    example: 'configuration',
    description:
      'Who has listed it: `configuration`, `operator`, or the source that found it, such as `file:/etc/gateway/backends.yaml`.',
  })
  readonly origin: string;

  @ApiProperty({
    type: Boolean,
    description:
      'Whether other gateways may not know what operators last said of it, since Redis cannot be asked.',
  })
  readonly unshared: boolean;

  @ApiProperty({
    type: () => StateStep,
    nullable: true,
    description: 'Null while it never changed its state.',
  })
  readonly lastChange: StateStep | null;

  @ApiProperty({
    type: () => FailureStatus,
    nullable: true,
    description: 'Why the last request that failed at it did. Null if none has failed.',
  })
  readonly lastFailure: FailureStatus | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it is not available, or why a request failed at it in the last minute.',
    example: 'a request failed: the certificate has expired',
  })
  readonly why: string | null;
}
