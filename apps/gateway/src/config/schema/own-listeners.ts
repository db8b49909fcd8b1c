import { parseEndpoint } from '../../platform/endpoint';
import { OwnListeners } from '../../platform/own-listeners';
import { type Report } from './objects';

/** Values with errors of their own are not read here, and have any type. */
type Unread = Record<string, unknown> | null | undefined;

/** No backend of the file is one of the gateway's own listeners. */
export function backendsAreOthers(
  { listen, admin, pools }: { listen?: unknown; admin?: unknown; pools?: unknown },
  report: Report,
): void {
  const listeners = listenersOf(listen as Unread, admin as Unread);
  for (const [at, url] of backendsIn(pools)) {
    const name = listeners.namedBy(parseEndpoint(url));
    if (name !== undefined)
      report('the address of another program', {
        at,
        found: `"${url}", the ${name} listener of the gateway itself`,
      });
  }
}

function listenersOf(listen: Unread, admin: Unread): OwnListeners {
  const redirectPort = (listen?.tls as Unread)?.httpRedirectPort;
  const listeners = new OwnListeners();
  listeners.set({
    admin: placeOf(admin?.host, admin?.port),
    public: placeOf(listen?.host, listen?.port),
    redirect: placeOf(listen?.host, redirectPort),
  });
  return listeners;
}

function placeOf(host: unknown, port: unknown): { host: string; port: number } | undefined {
  return typeof host === 'string' && typeof port === 'number' ? { host, port } : undefined;
}

function* backendsIn(pools: unknown): Generator<[at: (string | number)[], url: string]> {
  for (const pool of listed(pools)) {
    const at = ['pools', String(pool.name)];
    yield* urlsIn(pool.backends, [...at, 'backends']);
    for (const [index, source] of listed(pool.discovery).entries())
      yield* urlsIn(source.backends, [...at, 'discovery', index, 'backends']);
  }
}

function* urlsIn(
  backends: unknown,
  at: (string | number)[],
): Generator<[at: (string | number)[], url: string]> {
  for (const [index, { url }] of listed(backends).entries())
    if (typeof url === 'string' && /^https?:/.test(url)) yield [[...at, index, 'url'], url];
}

/** The entries of a list of objects; others keep their places. */
function listed(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.map(
    (entry: unknown) => (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>,
  );
}
