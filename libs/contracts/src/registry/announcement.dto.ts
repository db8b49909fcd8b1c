import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { BackendId, BackendWeight } from '../backend-fields';
import { type Source } from '../reading';

const LONGEST_SECONDS = 600;

/** A backend says that it is there. */
export class Announcement {
  @Matches(/^[a-zA-Z][\w.-]{0,63}$/, { message: 'pool must be the name of a pool' })
  @IsString()
  @ApiProperty({ type: String, example: 'items', description: 'Name of the pool.' })
  readonly pool: string;

  @Matches(/^https?:\/\//i, { message: 'url must begin with http:// or https://' })
  @MaxLength(300)
  @IsString()
  @ApiProperty({ type: String, format: 'uri', example: 'http://10.0.0.7:8000' })
  readonly url: string;

  @BackendId('items-7')
  readonly id?: string;

  @BackendWeight()
  readonly weight: number;

  @IsOptional()
  @Max(LONGEST_SECONDS)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: LONGEST_SECONDS,
    description:
      'Seconds until the registration expires, unless it is renewed. If omitted, `selfRegistration.ttl`.',
  })
  readonly ttl?: number;

  constructor(source: Source) {
    this.pool = source.pool as string;
    this.url = source.url as string;
    this.id = source.id as string | undefined;
    this.weight = (source.weight ?? 1) as number;
    this.ttl = source.ttl as number | undefined;
  }
}
