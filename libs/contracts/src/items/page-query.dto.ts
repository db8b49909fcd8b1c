import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { type Source, wholeNumber } from '../reading';

const USUAL_LIMIT = 50;
const HIGHEST_LIMIT = 100;

/** Which page of the items a request asks for. */
export class PageQuery {
  @Max(HIGHEST_LIMIT)
  @Min(1)
  @IsInt()
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: HIGHEST_LIMIT, default: USUAL_LIMIT })
  readonly limit: number;

  @IsOptional()
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'The page starts after this item_id: the `next` of the previous page.',
  })
  readonly after?: number;

  constructor(source: Source) {
    this.limit = wholeNumber(source.limit ?? String(USUAL_LIMIT)) as number;
    this.after = wholeNumber(source.after) as number | undefined;
  }
}
