import { ApiProperty } from '@nestjs/swagger';

/** An item as the API answers it. */
export class Item {
  @ApiProperty({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, example: 1 })
  readonly item_id: number;

  @ApiProperty({ type: String, example: 'Item1' })
  readonly name: string;

  @ApiProperty({ type: Number, example: 10 })
  readonly price: number;
}
