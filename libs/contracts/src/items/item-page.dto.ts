import { ApiProperty } from '@nestjs/swagger';
import { Item } from './item.dto';

/** Some items in the order of their ids, and where the next page begins. */
export class ItemPage {
  @ApiProperty({ type: [Item] })
  readonly items: Item[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Value of `after` for the next page. Null on the last page.',
    example: null,
  })
  readonly next: number | null;
}
