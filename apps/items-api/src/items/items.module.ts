import { Module } from '@nestjs/common';
import { ITEMS_API_CONFIG, type ItemsApiConfig } from '../config/items-api.config';
import { InMemoryItemRepository } from './in-memory.item.repository';
import { ItemRepository } from './item.repository';
import { ItemsController } from './items.controller';

/** The items and where they live: another store is chosen here and nowhere else. */
@Module({
  controllers: [ItemsController],
  providers: [
    {
      provide: ItemRepository,
      inject: [ITEMS_API_CONFIG],
      useFactory: (config: ItemsApiConfig) => new InMemoryItemRepository(config.maxItems),
    },
  ],
})
export class ItemsModule {}
