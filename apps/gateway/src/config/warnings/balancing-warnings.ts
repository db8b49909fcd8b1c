import { type PoolConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

/** Pools whose backends are not given the turns that they seem to be given. */
export function* balancingWarnings(subject: Subject): Generator<Warning> {
  for (const pool of subject.config.pools) {
    const { name, backends, discovery, balance } = pool;
    const path = ['pools', name];
    // More may be found, and those may be others.
    if (backends.length > 0 && discovery.length === 0) yield* oneSided(pool);
    const weighted = backends.findIndex((_, index) => subject.says(...path, 'backends', index, 'weight'));
    if (balance === 'first' && weighted >= 0)
      yield {
        path: [...path, 'backends', weighted, 'weight'],
        message: 'this has no effect: `balance: first` ignores weights',
      };
    yield* idleTls(pool);
  }
}

function* oneSided({ name, backends, hedge }: PoolConfig): Generator<Warning> {
  const path = ['pools', name];
  const at = { path: [...path, 'backends'], atKey: true };
  if (backends.every(({ weight }) => weight === 0))
    yield { ...at, message: 'every weight is 0, so the weights have no effect: all backends get requests' };
  if (backends.every(({ backup }) => backup))
    yield {
      ...at,
      message:
        'every backend is a backup, so `backup` has no effect; remove it from the backends that serve first',
    };
  if (hedge && backends.length === 1)
    yield { path: [...path, 'hedge'], message: 'this has no effect: there is no second backend' };
}

function* idleTls({ name, tls, backends, discovery, health }: PoolConfig): Generator<Warning> {
  const isUsed =
    discovery.length > 0 || backends.some(({ url }) => url.startsWith('https:')) || health.scheme === 'https';
  if (tls !== undefined && backends.length > 0 && !isUsed)
    yield {
      path: ['pools', name, 'tls'],
      atKey: true,
      message: 'this has no effect, and requests are sent without TLS: no backend has an https:// URL',
    };
}
