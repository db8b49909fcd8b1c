import { type RedisClient } from './redis-link';
import { RedisUnavailableError } from './redis-unavailable.error';

const SENTINEL =
  'it is a Redis Sentinel, which stores nothing itself: write { sentinels: [its URL, …], name: mymaster }';

/**
 * Has Redis tell this connection of changes to keys that begin like this.
 *
 * @throws RedisUnavailableError, or what the client library says, by rejection.
 */
export async function beginTracking(client: RedisClient, prefixes: readonly string[]): Promise<void> {
  const { mode } = await client.sendCommand<{ readonly mode?: string }>(['HELLO']);
  if (mode === 'sentinel') throw new RedisUnavailableError(SENTINEL);
  if (prefixes.length === 0) return;
  await client.sendCommand(['CLIENT', 'TRACKING', 'OFF']);
  const parts = prefixes.flatMap((prefix) => ['PREFIX', prefix]);
  await client.sendCommand(['CLIENT', 'TRACKING', 'ON', 'BCAST', 'NOLOOP', ...parts]);
}
