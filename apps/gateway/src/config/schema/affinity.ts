import { z } from 'zod';
import { answerSource } from './learn-source';
import { cookieMode } from './cookie-mode';
import { method } from './http';
import { keySource, pathPattern } from './key-source';
import { locate } from './locate';
import { named, rule } from './objects';
import { ownerDown } from './owner-unavailable';
import { wholeNumber } from './scalar';
import { duration } from './units';

const forget = z.strictObject({
  methods: z
    .array(method())
    .prefault(['DELETE'])
    .describe('Methods whose success proves that the resource is gone.'),
  statuses: z
    .array(wholeNumber({ from: 300, to: 599 }))
    .prefault([404, 410])
    .describe('Statuses by which the owner itself says that the resource is gone.'),
});

const affinityRule = z
  .strictObject({
    key: z
      .array(keySource)
      .min(1, 'at least one place to look')
      .optional()
      .describe('Where the key of the resource is looked for; the first that is there counts.'),
    mode: z
      .enum(['table', 'hash'])
      .prefault('table')
      .describe('Whether the owner is remembered, or named by the hash of the key.'),
    cookie: cookieMode
      .optional()
      .describe('In the place of a key: a signed cookie in which the client remembers who serves it.'),
    resource: pathPattern()
      .optional()
      .describe('Where a backend is asked for the resource; what the first `path` says when left out.'),
    bodyTooLarge: z
      .enum(['balance', 'reject'])
      .prefault('balance')
      .describe(
        'For bodies of more than 64 KiB, or encoded ones, where the key is looked for in the body: no key, or 413 (encoded: 400).',
      ),
    learn: z.array(answerSource).prefault([]).describe('Where an answer names what its backend has made.'),
    claim: z
      .array(method())
      .prefault(['POST'])
      .describe('Methods that create: they claim the key for the backend that is asked.'),
    forget: forget
      .optional()
      .describe('What proves that the resource is gone; when given, also for keys that only say who asks.'),
    ownerDown: ownerDown()
      .optional()
      .describe(
        'While the owner is not available: `strict` refuses, `fallback` lets another answer, `reassign` makes another the owner. `strict` when left out; `reassign` for a weak rule.',
      ),
    strength: z
      .enum(['strong', 'weak'])
      .prefault('strong')
      .describe('`weak`: a mere preference, given up while the owner has too much to do.'),
    miss: z
      .enum(['locate', 'balance'])
      .optional()
      .describe(
        'For a key without an owner: `locate` asks the backends, `balance` does not. `locate` when left out, where there is a resource path and the rule is strong.',
      ),
    creates: z
      .enum(['available', 'safe'])
      .prefault('available')
      .describe('`safe`: nothing is created before it is proven that nobody has it.'),
    locate: locate.prefault({}).describe('How the backends are asked.'),
    idle: duration({ to: '365d' })
      .prefault('24h')
      .describe('Without a request, a sticky session is forgotten after this.'),
    max: wholeNumber({ from: 1, to: 10_000_000 })
      .prefault(1_000_000)
      .describe(
        'Sticky sessions at most in the memory of a gateway; those never used again after they were made make room first.',
      ),
  })
  .check(
    rule(({ key, resource, miss, creates, strength, mode, cookie }, report) => {
      if ((key === undefined) === (cookie === undefined)) {
        report('a key or a cookie', { found: key === undefined ? 'neither' : 'both' });
      }
      if (mode === 'hash' && cookie !== undefined) report('table, with a cookie', { at: ['mode'] });
      const locates = miss === 'locate' || creates === 'safe';
      if (miss === 'balance' && creates === 'safe') report('locate, with creates: safe', { at: ['miss'] });
      if (strength === 'weak' && locates)
        report('strong, for the backends to be asked', { at: ['strength'] });
      if (locates && resource === undefined && !hasPath(key)) {
        report('a path at which the backends can be asked', { at: ['resource'] });
      }
    }),
  )
  .transform(({ key = [], forget: given, ownerDown: policy, ...settings }) => {
    const down = settings.strength === 'weak' ? 'reassign' : 'strict';
    return {
      ...settings,
      key,
      ownerDown: policy ?? ({ reads: down, writes: down } as const),
      forget: { ...(given ?? forget.parse({})), always: given !== undefined },
    };
  });

/** How the key of a resource is read from a request, so that its owner can be remembered; by name. */
export const affinity = named(affinityRule).describe(
  'How the key of a resource is read from a request, so that its owner is remembered; by name.',
);

/** Whether one of the places, or of their parts, is a path. */
function hasPath(key: unknown): boolean {
  const places = (Array.isArray(key) ? key : []) as ({ path?: unknown; all?: unknown } | null)[];
  return places.some((place) => place?.path !== undefined || hasPath(place?.all));
}
