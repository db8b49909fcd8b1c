import { ApiProperty } from '@nestjs/swagger';
import { HEAVIEST } from '../backend-fields';
import { DESIRED_STATES, type DesiredState } from './backend-change.dto';
import { FailureStatus } from './failure-status.dto';
import { BACKEND_STATES, StateStep } from './state-step.dto';
import { TrafficFigures } from './traffic-figures.dto';

/** A backend as it is now. */
export class BackendStatus extends TrafficFigures {
  @ApiProperty({ type: String, example: '127.0.0.1:8000' })
  readonly id: string;

  @ApiProperty({ type: String, description: 'Name of its pool.', example: 'main' })
  readonly pool: string;

  @ApiProperty({ type: String, example: 'http://127.0.0.1:8000' })
  readonly url: string;

  @ApiProperty({
    enum: BACKEND_STATES,
    description: '`draining`: no new requests, only those for resources it owns. `disabled`: no requests.',
  })
  readonly state: string;

  @ApiProperty({
    enum: DESIRED_STATES,
    description: 'State that operators have set. The present state may differ.',
  })
  readonly desiredState: DesiredState;

  @ApiProperty({
    type: Boolean,
    description:
      'If `true`, the last probe asked for draining. The backend then drains, even if operators set it to `enabled`, until a probe passes.',
  })
  readonly selfDraining: boolean;

  @ApiProperty({ type: Boolean, description: 'If `true`, it may get requests without an owner.' })
  readonly available: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: HEAVIEST })
  readonly weight: number;

  @ApiProperty({ type: 'integer', description: '0 means no limit.' })
  readonly maxInFlight: number;

  @ApiProperty({
    type: Boolean,
    description: 'If `true`, the backend gets requests only when no other backend is available.',
  })
  readonly backup: boolean;

  @ApiProperty({
    type: 'integer',
    description: 'Number of requests that wait until the backend is available, since it owns their resource.',
  })
  readonly waiting: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Age of the oldest of these requests in milliseconds. Null if none waits.',
    example: 1400,
  })
  readonly longestWait: number | null;

  @ApiProperty({
    type: String,
    example: 'configuration',
    description:
      'Origin of the backend: `configuration`, `operator`, or the source that found it, such as `file:/etc/gateway/backends.yaml`.',
  })
  readonly origin: string;

  @ApiProperty({
    type: Boolean,
    description: 'If `true`, other gateways may not know the last override, because Redis is not reachable.',
  })
  readonly localOnly: boolean;

  @ApiProperty({
    type: () => StateStep,
    nullable: true,
    description: 'Null if it has never changed its state.',
  })
  readonly lastChange: StateStep | null;

  @ApiProperty({
    type: () => FailureStatus,
    nullable: true,
    description: 'Why the last failed request at this backend failed. Null if none has failed.',
  })
  readonly lastFailure: FailureStatus | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why the backend is not available, or why a request at it failed in the last minute.',
    example: 'a request failed: the certificate has expired',
  })
  readonly why: string | null;
}
