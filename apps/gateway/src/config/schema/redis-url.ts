import { scalar } from './scalar';

/** `memory`, or the URL of a Redis or Valkey server. */
export function storeUrl() {
  return scalar({
    allowed:
      'memory, redis://host:port or rediss://host:port, with the number of a database as path, or an object with sentinels or cluster',
    read: (value) => (value === 'memory' || isRedisUrl(value) ? value : undefined),
    json: { title: 'memory or URL', type: 'string' },
    words: ['memory'],
    // The password of a URL that is wrong elsewhere.
    secret: 'in findings',
    secretPart: passwordIn,
  });
}

/** The URL of one of several servers that belong together. Name and password are only allowed for a Sentinel. */
export function serverUrl({ mayHaveUser }: { mayHaveUser: boolean }) {
  const user = mayHaveUser ? '' : ', without a name and a password, which are keys of their own';
  return scalar({
    allowed: `redis://host:port or rediss://host:port${user}`,
    read: (value) => (isRedisUrl(value) && isOfServer(new URL(value), mayHaveUser) ? value : undefined),
    json: { title: 'URL', type: 'string' },
    secret: 'in findings',
    secretPart: passwordIn,
  });
}

/** True if the connection uses TLS. */
export function isTlsUrl(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('rediss:');
}

function isOfServer({ pathname, username, password }: URL, mayHaveUser: boolean): boolean {
  return /^\/?$/.test(pathname) && (mayHaveUser || (username === '' && password === ''));
}

function passwordIn(url: string): string {
  const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
  return password;
}

function isRedisUrl(value: unknown): value is string {
  if (typeof value !== 'string' || !/^rediss?:\/\/[^\s]+$/.test(value) || !URL.canParse(value)) return false;
  const { hostname, pathname, search, hash } = new URL(value);
  return hostname !== '' && /^(\/\d{0,4})?$/.test(pathname) && search === '' && hash === '';
}
