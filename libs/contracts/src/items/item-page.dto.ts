import { ApiProperty } from '@nestjs/swagger';
import { Item } from './item.dto';

/** Some items in the order of their ids, and where the next page begins. */
export class ItemPage {
  @ApiProperty({ type: [Item] })
  readonly items: Item[];

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'What to send as `after` for the next page; null on the last one.',
    example: null,
  })
  readonly next: number | null;
}
