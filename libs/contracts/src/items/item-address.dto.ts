import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { type Source, wholeNumber } from '../reading';

/** Which item a request is about, in its path or its query. */
export class ItemAddress {
  @Max(Number.MAX_SAFE_INTEGER)
  @Min(0)
  @IsInt()
  @ApiProperty({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, example: 1 })
  readonly item_id: number;

  constructor(source: Source) {
    this.item_id = wholeNumber(source.item_id) as number;
  }
}
