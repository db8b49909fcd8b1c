import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { HEAVIEST } from '../backend-fields';
import { type Source } from '../reading';

/** States that an operator can set for a backend. */
export const DESIRED_STATES = ['enabled', 'draining', 'disabled'] as const;
export type DesiredState = (typeof DESIRED_STATES)[number];

/** An operator's change of a backend: its weight, its state, or both at once. */
export class BackendChange {
  @IsOptional()
  @Max(HEAVIEST)
  @Min(0)
  @IsInt()
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: HEAVIEST,
    description: 'Share of the requests, compared with other weights. 0 gives the backend no requests.',
  })
  readonly weight?: number;

  @IsOptional()
  @IsIn(DESIRED_STATES)
  @ApiPropertyOptional({
    enum: DESIRED_STATES,
    description: '`draining`: no new requests, only those for resources it owns. `disabled`: no requests.',
  })
  readonly state?: DesiredState;

  @IsOptional()
  @Matches(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]{1,200}$/u, {
    message: 'reason must be one line of at most 200 characters',
  })
  @ApiPropertyOptional({ type: String, description: 'Reason, for the log and for other operators.' })
  readonly reason?: string;

  constructor(source: Source) {
    this.weight = source.weight as number | undefined;
    this.state = source.state as DesiredState | undefined;
    this.reason = source.reason as string | undefined;
  }
}
