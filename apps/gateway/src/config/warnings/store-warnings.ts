import { type StoresConfig } from '../gateway-config';
import { type Subject, type Warning } from './warning';

const KINDS = ['stickySessions', 'rateLimits', 'cluster'] as const;

/** Stores that are not used, or not by all that seem to share them. */
export function* storeWarnings(subject: Subject): Generator<Warning> {
  const { stores, routes } = subject.config;
  const inRedis = KINDS.map((kind) => stores[kind]).filter((store) => store !== 'memory');
  if (inRedis.length === 0 && subject.says('stores', 'redis'))
    yield {
      path: ['stores', 'redis'],
      atKey: true,
      message: 'this has no effect: nothing is stored in Redis',
    };
  yield* snapshots(stores, subject);
  const limited = routes.findIndex(({ rateLimit }) => rateLimit !== undefined);
  if (stores.stickySessions !== 'memory' && stores.rateLimits === 'memory' && limited >= 0)
    yield {
      path: ['routes', limited, 'rateLimit'],
      atKey: true,
      message:
        'each gateway counts separately, although they share a Redis: set stores.rateLimits to count together',
    };
}

function* snapshots(
  { stickySessions, snapshot, backendsStartEmpty }: StoresConfig,
  subject: Subject,
): Generator<Warning> {
  if (snapshot !== undefined && stickySessions !== 'memory')
    yield { path: ['stores', 'snapshot'], message: 'this has no effect: the sticky sessions are in Redis' };
  if (snapshot === undefined && backendsStartEmpty && subject.says('stores', 'backendsStartEmpty'))
    yield {
      path: ['stores', 'backendsStartEmpty'],
      message: 'this has no effect: it applies only with `snapshot`',
    };
}
