import { type DynamicModule, Global, Module } from '@nestjs/common';
import { ITEMS_API_CONFIG, type ItemsApiConfig } from './items-api.config';

/** Provides ITEMS_API_CONFIG. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(config: ItemsApiConfig): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: ITEMS_API_CONFIG, useValue: config }],
      exports: [ITEMS_API_CONFIG],
    };
  }
}
