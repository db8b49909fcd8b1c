import { readFileSync } from 'node:fs';
import type * as Redis from 'redis';

/** How many milliseconds a start waits for Redis; after that the gateway serves without Redis until it is reachable. */
export const START_TIMEOUT_MS = 2_000;

/** The first wait before connecting again, and the longest, in milliseconds. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 2_000;

/** A connection that has been silent for this time is given up; pings are more frequent. */
const SILENCE = 3_000;

/** More commands than this never wait for one connection. */
const MAX_WAITING = 10_000;

/** Where Redis is. */
export interface RedisAddress {
  /** `redis://…`, or `rediss://…` with TLS. */
  readonly url: string;
  /** A PEM file with the certificates that are trusted; the public ones when left out. */
  readonly ca?: string;
  /** How every key begins that the gateway keeps there. */
  readonly prefix: string;
  /** True if it has a part of the keys of a cluster. */
  readonly isClusterNode?: boolean;
}

export type RedisClient = ReturnType<typeof redisClient>;

/** The client library as this project uses it: RESP3, one connection that comes back by itself, nothing kept for later. */
export function redisClient({ url, ca }: RedisAddress, shareOfWait: () => number) {
  const { createClient } = redisLibrary();
  return createClient({
    url,
    RESP: 3,
    emitInvalidate: true,
    // No request waits for a future connection: it fails at once if there is none.
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING,
    clientInfoTag: 'load-distributer',
    socket: {
      // True if it is TLS at all, the URL says, and another store may be reached without.
      ...(ca !== undefined && url.startsWith('rediss:') && { tls: true, ca: readFileSync(ca) }),
      connectTimeout: SILENCE,
      socketTimeout: SILENCE,
      // Gateways that lost one Redis together do not come back to it all at once.
      reconnectStrategy: (retries) =>
        Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(retries, 10)) * (0.5 + shareOfWait() / 2),
    },
  });
}

/** True if this is an error reply of Redis, and not the state of the connection. */
export function isRefusal(cause: unknown): boolean {
  return cause instanceof redisLibrary().ErrorReply;
}

function redisLibrary(): typeof Redis {
  // A quarter of all modules: gateways without Redis do not load them.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('redis') as typeof Redis;
}
