import { z } from 'zod';
import { learnSource } from './learn-source';
import { cookieMode } from './cookie-mode';
import { method } from './http';
import { keySource, pathPattern } from './key-source';
import { locate } from './locate';
import { named, rule } from './objects';
import { onOwnerUnavailable } from './owner-unavailable';
import { flag, wholeNumber } from './scalar';
import { duration } from './units';

const forget = z.strictObject({
  methods: z
    .array(method())
    .prefault(['DELETE'])
    .describe('Methods whose success proves that the resource is gone.'),
  statuses: z
    .array(wholeNumber({ from: 300, to: 599 }))
    .prefault([404, 410])
    .describe('Response statuses with which the owner reports that the resource is gone.'),
});

const affinityRule = z
  .strictObject({
    key: z
      .array(keySource)
      .min(1, 'at least one place to look')
      .optional()
      .describe('Where to look for the key of the resource. The first place that has a value counts.'),
    mode: z
      .enum(['table', 'hash'])
      .prefault('table')
      .describe('`table` remembers the owner of each key. `hash` derives the owner from a hash of the key.'),
    cookie: cookieMode
      .optional()
      .describe('Signed cookie that names the backend of a client, instead of a key.'),
    resource: pathPattern()
      .optional()
      .describe(
        'Path at which the gateway asks a backend for the resource. If omitted, the first `path` of the key.',
      ),
    bodyTooLarge: z
      .enum(['balance', 'reject'])
      .prefault('balance')
      .describe(
        'Applies to a key in the body, if the body is larger than 64 KiB or encoded. `balance` routes the request without a key. `reject` responds with 413, or 400 for an encoded body.',
      ),
    learn: z
      .array(learnSource)
      .prefault([])
      .describe('Where a response names the resource that its backend has created.'),
    claim: z
      .array(method())
      .prefault(['POST'])
      .describe(
        'Methods that create a resource. Before forwarding, the gateway claims the key for the selected backend.',
      ),
    forget: forget
      .optional()
      .describe(
        'Proofs that the resource is gone. If set, they also apply to keys that only identify the client.',
      ),
    onOwnerUnavailable: onOwnerUnavailable()
      .optional()
      .describe(
        'While the owner is not available: `fail` responds with 503, `fallback` sends the request to another backend, `reassign` makes another backend the owner. `{ wait: 10s, then: fail }` lets the request wait for the owner first. If omitted, `fail`, or `reassign` with `binding: preferred`.',
      ),
    binding: z
      .enum(['required', 'preferred'])
      .prefault('required')
      .describe(
        '`required`: only the owner serves the resource. `preferred`: while the owner is overloaded, another backend does.',
      ),
    ownerEpoch: flag()
      .optional()
      .describe(
        'If `true`, each request to an owner has the header `X-Owner-Epoch`, by which a backend refuses outdated requests. If omitted, `true` with `binding: required`.',
      ),
    onUnknownOwner: z
      .enum(['locate', 'balance', 'fail'])
      .optional()
      .describe(
        'For a key without a known owner: `locate` asks the backends, `balance` selects one, `fail` responds with 503 `owner_unknown` unless the request creates the resource. If omitted, `locate` if there is a resource path and `binding` is `required`, otherwise `balance`.',
      ),
    creates: z
      .enum(['available', 'safe'])
      .prefault('available')
      .describe(
        '`safe`: before a resource is created, the gateway proves that no backend has it. `available`: no such proof.',
      ),
    locate: locate.prefault({}).describe('How the gateway asks the backends for a resource.'),
    idleTimeout: duration({ to: '365d' })
      .prefault('24h')
      .describe('How long a sticky session is kept without a request.'),
    maxSessions: wholeNumber({ from: 1, to: 10_000_000 })
      .prefault(1_000_000)
      .describe(
        'Number of sticky sessions in the memory of a gateway. Above it, sessions that were never used again are removed first.',
      ),
  })
  .check(
    rule(({ key, resource, onUnknownOwner, creates, binding, mode, cookie }, report) => {
      if ((key === undefined) === (cookie === undefined)) {
        report('a key or a cookie', { found: key === undefined ? 'neither' : 'both' });
      }
      if (mode === 'hash' && cookie !== undefined) report('table, with a cookie', { at: ['mode'] });
      const locates = onUnknownOwner === 'locate' || creates === 'safe';
      if ((onUnknownOwner === 'balance' || onUnknownOwner === 'fail') && creates === 'safe')
        report('locate, with creates: safe', { at: ['onUnknownOwner'] });
      if (binding === 'preferred' && (locates || onUnknownOwner === 'fail'))
        report('required, unless unknown owners are balanced', { at: ['binding'] });
      if (locates && resource === undefined && !hasPath(key)) {
        report('a path at which the backends can be asked', { at: ['resource'] });
      }
    }),
  )
  .transform(({ key = [], forget: given, onOwnerUnavailable: policy, ...settings }) => {
    const down = { wait: 0, then: settings.binding === 'preferred' ? 'reassign' : 'fail' } as const;
    return {
      ...settings,
      key,
      onOwnerUnavailable: policy ?? { reads: down, writes: down },
      forget: { ...(given ?? forget.parse({})), always: given !== undefined },
    };
  });

/** How the key of a resource is read from a request, so that its owner can be remembered; by name. */
export const affinity = named(affinityRule).describe(
  'Affinity rules by name. A rule says how to read the key of a resource from a request, so that its owner is remembered.',
);

/** True if one of the places, or one of their parts, is a path. */
function hasPath(key: unknown): boolean {
  const places = (Array.isArray(key) ? key : []) as ({ path?: unknown; all?: unknown } | null)[];
  return places.some((place) => place?.path !== undefined || hasPath(place?.all));
}
