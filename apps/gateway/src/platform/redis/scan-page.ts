import { type RedisCaller } from './redis.script';

/** Some of the keys, and the cursor of the next ones; undefined at the end. */
export interface ScanPage {
  readonly keys: readonly string[];
  readonly next: string | undefined;
}

/** Scans one server. A cursor comes from outside: one that is no number begins at the first key. */
export async function scanPage(
  redis: RedisCaller,
  cursor: string | undefined,
  pattern: string,
  count: number,
): Promise<ScanPage> {
  const from = cursor !== undefined && /^\d{1,20}$/.test(cursor) ? cursor : '0';
  const command = ['SCAN', from, 'MATCH', pattern, 'COUNT', String(count)];
  const [next, keys] = await redis.call<[string, string[]]>(command);
  return { keys, next: next === '0' ? undefined : next };
}
