import { type Clock } from '../../../../platform/clock';
import { type RedisAccess } from '../../../../platform/redis/redis-access';
import { type StoreOutageMode } from '../../sticky-session.store';

export interface RedisStoreSettings {
  /** How every key in Redis begins. */
  readonly prefix: string;
  /** Sessions of each rule that are kept in this process, too. */
  readonly nearCache: number;
  readonly whenDown: StoreOutageMode;
}

/** Services of the store besides its settings. */
export interface RedisStoreContext {
  readonly connection: RedisAccess;
  readonly clock: Clock;
}
