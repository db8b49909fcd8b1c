import { StoreList } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { RedisConnections } from '../platform/redis/redis-connections';
import { AdminController } from './admin.controller';

/** The stores outside of the gateway. */
@AdminController('stores')
export class StoresController {
  constructor(private readonly connections: RedisConnections) {}

  /** The stores outside of the gateway, and what each of them does not do at the moment. */
  @Get()
  @ApiOkResponse({ type: StoreList })
  list(): StoreList {
    const stores = [...this.connections.all].map(([store, { troubles }]) => ({
      store,
      troubles: troubles.all.map(({ advice = null, since, ...rest }) => ({
        ...rest,
        advice,
        since: new Date(since).toISOString(),
      })),
    }));
    return { stores };
  }
}
