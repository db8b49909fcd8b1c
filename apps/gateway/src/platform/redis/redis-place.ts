/** Redis servers of which Sentinels name the primary, or that share the keys; exactly one of the two lists is there. */
export interface RedisServers {
  readonly sentinels?: readonly string[];
  /** Of the primary at the Sentinels. */
  readonly name?: string;
  readonly database?: number;
  /** Some nodes of a cluster, which name the others. */
  readonly cluster?: readonly string[];
  readonly username?: string;
  readonly password?: string;
}

/** The URL of a server, or the servers that belong together. */
export type RedisPlace = string | RedisServers;

/** How a gateway uses Redis. */
export interface RedisSettings {
  /** Time limit of a call, in milliseconds. */
  readonly timeout: number;
  /** How every key begins. */
  readonly prefix: string;
  /** A PEM file with the certificates that are trusted; the public ones when left out. */
  readonly ca?: string;
}

/** The URL of a server of the group. @param sample a URL of the configuration, which says whether it is TLS. */
export function memberUrl({ username, password, database }: RedisServers, sample: string, address: string) {
  const url = new URL(`${new URL(sample).protocol}//${address}`);
  if (password !== undefined) {
    url.username = encodeURIComponent(username ?? '');
    url.password = encodeURIComponent(password);
  }
  if (database !== undefined) url.pathname = `/${database}`;
  return url.href;
}

/** `host:port`, also for an address of IPv6. */
export function hostAndPort(host: string, port: string): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Where it is, without the name and the password that the URL may have. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
