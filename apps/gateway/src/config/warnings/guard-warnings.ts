import { type GatewayConfig, type RouteConfig } from '../gateway-config';
import { type Path } from '../path';
import { type Subject, type Warning } from './warning';

type ClientKey = NonNullable<RouteConfig['rateLimit']>['key'];

/** Guards that admit more clients than they seem to, or none. */
export function* guardWarnings({ config }: Subject): Generator<Warning> {
  const { listen, routes } = config;
  yield* openProxies(config);
  yield* contradiction(listen, ['listen']);
  for (const [index, route] of routes.entries()) {
    const path = ['routes', index];
    yield* contradiction(route, path);
    yield* clientKey(route, route.rateLimit?.key, [...path, 'rateLimit', 'key']);
    yield* clientKey(route, route.concurrency?.key, [...path, 'concurrency', 'key']);
    yield* wayAround(route, path, routes);
  }
  yield* unaskedCertificates(config);
}

function* openProxies({ listen }: GatewayConfig): Generator<Warning> {
  for (const [index, range] of listen.trustedProxies.entries()) {
    const bits = Number(range.split('/')[1] ?? 32);
    if (bits <= 1)
      yield {
        path: ['listen', 'trustedProxies', index],
        message: `${range} trusts every client: each can choose its address with X-Forwarded-For, and so bypass limits, \`allow\` and \`deny\`; name the proxies in front of the gateway`,
      };
  }
}

interface AddressLists {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

function* contradiction({ allow = [], deny = [] }: AddressLists, path: Path): Generator<Warning> {
  for (const [index, range] of allow.entries())
    if (
      deny.includes(range) ||
      deny.some((other) => /\/0+$/.test(other) && other.includes(':') === range.includes(':'))
    )
      yield {
        path: [...path, 'allow', index],
        message: `${range} is not admitted: \`deny\` contains it, too, and takes precedence`,
      };
}

function* clientKey(route: RouteConfig, key: ClientKey | undefined, path: Path): Generator<Warning> {
  if (key === undefined || key === 'clientAddress' || key === 'route') return;
  if (typeof key === 'object' && 'header' in key) {
    // No client can send these, and of a credential none has as many as it likes.
    const isProven = key.header.startsWith('x-auth-') || route.auth !== undefined;
    if (!isProven)
      yield {
        path,
        message: `clients choose the header ${key.header} themselves: a client that sends a new value each time is never limited; limit by clientAddress, or by identity on a route with \`auth\``,
      };
  } else if (route.auth === undefined) {
    const name = typeof key === 'object' ? `the claim ${key.jwt}` : key;
    yield {
      path,
      message: `no client has ${name}: the route has no \`auth\`, so every client counts by its address`,
    };
  }
}

/** A guarded route for some methods or headers beside an open one that takes the other requests to the same backends. */
function* wayAround(route: RouteConfig, path: Path, routes: readonly RouteConfig[]): Generator<Warning> {
  if (route.auth === undefined || route.pool === undefined) return;
  const isPartial = route.methods !== undefined || route.headers !== undefined;
  if (!isPartial) return;
  const open = routes.find(
    (other) =>
      other.pool === route.pool &&
      other.auth === undefined &&
      covers(other, route) &&
      takesMore(other, route),
  );
  if (open !== undefined)
    yield {
      path: [...path, 'auth'],
      atKey: true,
      message: `requests with other ${route.methods === undefined ? 'headers' : 'methods'} match route ${open.name} to the same pool, which requires no credentials`,
    };
}

function covers({ host, path }: RouteConfig, other: RouteConfig): boolean {
  const isSameHost = host === undefined || host === other.host;
  return isSameHost && (path === '/' || other.path === path || other.path.startsWith(`${path}/`));
}

function takesMore({ methods }: RouteConfig, guarded: RouteConfig): boolean {
  // Reading without credentials may be intended.
  const isForReading = methods?.every((method) => method === 'GET' || method === 'HEAD') ?? false;
  const guardsReading = guarded.methods?.every((method) => method === 'GET' || method === 'HEAD') ?? false;
  const guardsWriting =
    guarded.methods?.some((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method)) ?? false;
  if (guarded.methods === undefined) return methods === undefined;
  return !isForReading && (guardsReading || !guardsWriting || leavesWrites(guarded.methods, methods));
}

const WRITES = ['POST', 'PUT', 'PATCH', 'DELETE'];

function leavesWrites(guarded: readonly string[], open: readonly string[] | undefined): boolean {
  return WRITES.some((method) => !guarded.includes(method) && (open?.includes(method) ?? true));
}

function* unaskedCertificates({ listen, routes }: GatewayConfig): Generator<Warning> {
  const { clientCertificates } = listen.tls ?? {};
  if (clientCertificates === undefined || clientCertificates.required) return;
  const isAsked = routes.some(({ auth }) =>
    [auth, ...(auth?.any ?? []), ...(auth?.all ?? [])].some(
      (kind) => kind !== undefined && 'certificate' in kind && kind.certificate !== undefined,
    ),
  );
  if (!isAsked)
    yield {
      path: ['listen', 'tls', 'clientCertificates', 'required'],
      message:
        'no client needs a certificate: they are optional here, and no route has `auth: { certificate: … }`',
    };
}
