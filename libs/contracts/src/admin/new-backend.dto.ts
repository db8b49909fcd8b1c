import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { BackendId, BackendWeight } from '../backend-fields';
import { type Source } from '../reading';

const MOST_IN_FLIGHT = 1_000_000;

/** A backend that an operator adds to a pool. */
export class NewBackend {
  // A file or a socket of this machine is for the configuration to name, not for a request.
  @Matches(/^https?:\/\//i, { message: 'url must begin with http:// or https://' })
  @MaxLength(2048)
  @IsString()
  @ApiProperty({ type: String, format: 'uri', example: 'http://127.0.0.1:8004' })
  readonly url: string;

  @BackendId('127.0.0.1:8004')
  readonly id?: string;

  @BackendWeight()
  readonly weight: number;

  @Max(MOST_IN_FLIGHT)
  @Min(0)
  @IsInt()
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MOST_IN_FLIGHT,
    default: 0,
    description: 'Largest number of requests at a time. 0 sets no limit.',
  })
  readonly maxInFlight: number;

  @IsBoolean()
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'If `true`, the backend gets requests only when no other backend is available.',
  })
  readonly backup: boolean;

  constructor(source: Source) {
    this.url = source.url as string;
    this.id = source.id as string | undefined;
    this.weight = (source.weight ?? 1) as number;
    this.maxInFlight = (source.maxInFlight ?? 0) as number;
    this.backup = (source.backup ?? false) as boolean;
  }
}
