import { type PoolConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

type Health = PoolConfig['health'];

/** Health checks that never pass, or say nothing of the backend that they are about. */
export function* healthWarnings({ config }: Subject): Generator<Warning> {
  for (const pool of config.pools) {
    const { name, health } = pool;
    const path = ['pools', name, 'health'];
    if (!health.enabled) {
      if (health.mandatory)
        yield {
          path: [...path, 'mandatory'],
          message: 'this has no effect: the backends are not probed, because `enabled` is false',
        };
      continue;
    }
    if (health.path === undefined) continue;
    yield* impossible(health, path);
    if (health.drainOn404 && includes(health, 404))
      yield {
        path: [...path, 'drainOn404'],
        message: '404 never drains a backend: `status` treats it as healthy',
      };
    if (health.port !== undefined) yield* sharedPort(pool, health.port);
  }
}

function* impossible(health: Health, path: readonly string[]): Generator<Warning> {
  const never = 'no probe can pass';
  if (health.status.every(({ to }) => to < 200))
    yield { path: [...path, 'status'], message: `${never}: a response ends with a status of 200 or more` };
  if (health.body === undefined) return;
  const at = [...path, 'body'];
  if (health.method === 'HEAD') yield { path: at, message: `${never}: a response to HEAD has no body` };
  else if (health.status.every(({ from, to }) => from === to && (from === 204 || from === 304)))
    yield { path: at, message: `${never}: a response with that status has no body` };
}

function includes({ status }: Health, code: number): boolean {
  return status.some(({ from, to }) => from <= code && code <= to);
}

function* sharedPort({ name, backends }: PoolConfig, port: number): Generator<Warning> {
  const hosts = backends.flatMap(({ url }) => (url.startsWith('unix:') ? [] : new URL(url).hostname));
  const shared = hosts.find((host, index) => hosts.indexOf(host) !== index);
  if (shared !== undefined)
    yield {
      path: ['pools', name, 'health', 'port'],
      message: `several backends are on ${shared}, and all of them depend on the backend at port ${port}`,
    };
}
