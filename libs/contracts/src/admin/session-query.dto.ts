import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { type Source, wholeNumber } from '../reading';

const USUAL_LIMIT = 50;
const HIGHEST_LIMIT = 500;
const LONGEST = 1024;

/** Which sticky sessions an operator looks for. */
export class SessionQuery {
  @IsOptional()
  @MaxLength(LONGEST)
  @IsString()
  @ApiPropertyOptional({ type: String, description: 'Only keys with this prefix.', example: '42' })
  readonly key?: string;

  @IsOptional()
  @MaxLength(LONGEST)
  @IsString()
  @ApiPropertyOptional({
    type: String,
    description: 'Only sessions of this affinity rule.',
    example: 'items',
  })
  readonly rule?: string;

  @IsOptional()
  @MaxLength(LONGEST)
  @IsString()
  @ApiPropertyOptional({ type: String, description: 'Only sessions of this backend, by id.' })
  readonly backend?: string;

  @IsOptional()
  @MaxLength(LONGEST)
  @IsString()
  @ApiPropertyOptional({ type: String, description: 'The `next` of the previous page.' })
  readonly after?: string;

  @Max(HIGHEST_LIMIT)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: HIGHEST_LIMIT, default: USUAL_LIMIT })
  readonly limit: number;

  constructor(source: Source) {
    this.key = source.key as string | undefined;
    this.rule = source.rule as string | undefined;
    this.backend = source.backend as string | undefined;
    this.after = source.after as string | undefined;
    this.limit = wholeNumber(source.limit ?? String(USUAL_LIMIT)) as number;
  }
}
