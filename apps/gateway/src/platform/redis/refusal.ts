import { type RedisAddress } from './redis-link';

/** The meaning of an error reply: Redis responds, but refuses the command. */
export interface Refusal {
  /** The first word of the error, such as `READONLY`. */
  readonly kind: string;
  /** All that it says. */
  readonly message: string;
  readonly scope: RefusalScope;
}

/** The refused commands: all of them, all writes, keys of other servers, or calls of one kind. */
export type RefusalScope = 'everything' | 'writes' | 'keys' | 'call';

const CLUSTER = 'It is a node of a Redis Cluster: write { cluster: [URL of a node, …] } instead of its URL';

const INCOMPLETE_CLUSTER =
  'The cluster does not serve all keys: CLUSTER INFO and the logs of its nodes have the reason';

const REDIRECTIONS: ReadonlySet<string> = new Set(['MOVED', 'ASK']);

/** True if another node of the cluster executes the command. */
export function isRedirection(kind: string): boolean {
  return REDIRECTIONS.has(kind);
}

/** The errors that are about the server, and what an operator can do. Any other one is about the call that it answers. */
const KINDS: Readonly<Record<string, readonly [RefusalScope, advice: string]>> = {
  READONLY: ['writes', 'It is a replica: the URL must name the primary'],
  OOM: ['writes', 'Its maxmemory is used up: increase it, or remove other data'],
  NOREPLICAS: ['writes', 'It has fewer good replicas than its min-replicas-to-write'],
  MISCONF: ['writes', 'It cannot save its data to disk: its log has the reason'],
  LOADING: ['everything', 'It is loading its data'],
  MASTERDOWN: ['everything', 'It is a replica that has lost its primary'],
  BUSY: ['everything', 'A script of some client does not end: SCRIPT KILL ends it'],
  NOAUTH: ['everything', 'Put a name and a password into its URL: redis://name:password@host:6379'],
  CLUSTERDOWN: ['keys', CLUSTER],
  MOVED: ['keys', CLUSTER],
  ASK: ['keys', CLUSTER],
  CROSSSLOT: ['keys', CLUSTER],
  TRYAGAIN: ['keys', CLUSTER],
};

/** True if the caller has another way, or nothing depends on the call. */
export function isHarmless(
  { kind, scope }: Refusal,
  isCheck: boolean,
  { isClusterNode }: RedisAddress,
): boolean {
  // Redis wants to be sent the whole script, or the cluster has moved the key and the other node is asked.
  if (kind === 'NOSCRIPT' || (isClusterNode === true && isRedirection(kind))) return true;
  // Redis does not let its user make the check, which nothing else needs.
  return isCheck && scope === 'call';
}

/** Other errors that have a remedy. */
const WRONGTYPE =
  'A key with the prefix stores.redis.prefix holds other data: delete it, or choose another prefix';
const WRONGPASS = 'The name or the password in its URL is wrong';

/** The commands that a user of Redis has to be allowed. */
export const COMMANDS =
  'hello ping auth client scan eval evalsha time get set del sadd smembers pexpire incr hget hset hdel hlen hgetall'.split(
    ' ',
  );

/** Before Redis 7.2 a script that may not do something fails with an error that names no kind. */
const DENIED_IN_SCRIPT = /^ERR (The user executing the script can't|ACL failure in script)/;
/** Before Redis 7 the error of a command stands inside the error of the script. */
const INSIDE_SCRIPT = /^ERR Error running script .*?: -?([A-Z]+) /;

/** Reads an error reply. */
export function refusalIn(message: string): Refusal {
  const inside = INSIDE_SCRIPT.exec(message)?.[1];
  const first = /^[A-Z]+(?=\s|$)/.exec(message)?.[0] ?? 'ERR';
  const kind = DENIED_IN_SCRIPT.test(message) ? 'NOPERM' : (inside ?? first);
  // Its end says where in a script that was.
  const text = message.replace(/ script: [0-9a-f]+, on .*$/, '');
  return {
    kind,
    message: kind === first ? text : `${kind} ${text}`,
    scope: KINDS[kind]?.[0] ?? 'call',
  };
}

/** Advice for the operator, as a sentence without its full stop; undefined if there is none. */
export function adviceFor(kind: string, { url, prefix, isClusterNode }: RedisAddress): string | undefined {
  if (kind === 'WRONGTYPE') return WRONGTYPE;
  if (kind === 'WRONGPASS') return WRONGPASS;
  if (kind === 'CLUSTERDOWN' && isClusterNode) return INCOMPLETE_CLUSTER;
  if (kind !== 'NOPERM') return KINDS[kind]?.[1];
  const user = decodeURIComponent(new URL(url).username) || 'default';
  return `Allow it: ACL SETUSER ${user} ~${prefix}* ${COMMANDS.map((command) => `+${command}`).join(' ')}`;
}

/** A probable error of a URL whose port accepts connections and has never responded: TLS on one side only. */
export function adviceForSilence({ url }: RedisAddress, reason: string): string | undefined {
  const isTls = url.startsWith('rediss:');
  // A plain port waits for the rest of what it takes for a command; a TLS port closes at the first byte of one.
  if (isTls && reason === 'Connection timeout')
    return 'If the port does not use TLS, its URL must begin with redis:';
  if (!isTls && /ECONNRESET|closed unexpectedly/.test(reason))
    return 'If the port uses TLS, its URL must begin with rediss:';
  return undefined;
}

/** In words: what a server does that refuses this. */
export function refusing(operation: string, { scope }: Refusal): string {
  if (scope === 'call') return `refuses ${operation}`;
  return `refuses ${scope}`;
}
