import { type GatewayConfig, type PoolConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

/** Limits that are never reached, because another one is lower. */
export function* limitWarnings(subject: Subject): Generator<Warning> {
  const { listen, routes, pools } = subject.config;
  yield* listenerLimits(listen);
  for (const [index, { validate }] of routes.entries()) {
    const own = validate?.bodyBytes;
    const { bodyBytes } = listen.limits;
    if (own !== undefined && bodyBytes > 0 && own > bodyBytes)
      yield {
        path: ['routes', index, 'validate', 'bodyBytes'],
        message: `listen.limits.bodyBytes rejects bodies larger than ${bodyBytes} bytes before this limit of ${own} is reached`,
      };
  }
  for (const pool of pools) yield* poolLimits(pool, subject);
}

function* listenerLimits({ limits }: GatewayConfig['listen']): Generator<Warning> {
  const path = ['listen', 'limits'];
  if (limits.urlBytes >= limits.headerBytes)
    yield {
      path: [...path, limits.urlBytes > 8192 ? 'urlBytes' : 'headerBytes'],
      message: `the URL counts as part of the headers: a URL of ${limits.headerBytes} bytes (headerBytes) is rejected before it reaches ${limits.urlBytes} (urlBytes)`,
    };
  const { connections, connectionsPerClient = 0 } = limits;
  if (connectionsPerClient > connections)
    yield {
      path: [...path, 'connectionsPerClient'],
      message: `one client can have all ${connections} connections (connections) before this limit is reached`,
    };
}

function* poolLimits(
  { name, connections, backends, retry }: PoolConfig,
  subject: Subject,
): Generator<Warning> {
  for (const [index, { maxInFlight }] of backends.entries())
    if (maxInFlight > connections.max)
      yield {
        path: ['pools', name, 'backends', index, 'maxInFlight'],
        message: `never reached: each request needs its own connection, and connections.max is ${connections.max}`,
      };
  const path = ['pools', name, 'retry'];
  if (retry.attempts === 1 && subject.says(...path, 'onStatuses'))
    yield { path: [...path, 'onStatuses'], atKey: true, message: 'no status is retried: attempts is 1' };
  if (retry.budget === 0 && retry.attempts > 1 && subject.says(...path, 'attempts'))
    yield { path: [...path, 'attempts'], message: 'no request is retried: budget is 0' };
}
