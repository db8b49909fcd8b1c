import { type DynamicModule, Module } from '@nestjs/common';
import { ItemRepository } from './item.repository';
import { ItemsController } from './items.controller';

/** The items, and the store that holds them; the application opens it first, so that it can say why it cannot. */
@Module({ controllers: [ItemsController], exports: [ItemRepository] })
export class ItemsModule {
  static forRoot(items: ItemRepository): DynamicModule {
    return { module: ItemsModule, providers: [{ provide: ItemRepository, useValue: items }] };
  }
}
