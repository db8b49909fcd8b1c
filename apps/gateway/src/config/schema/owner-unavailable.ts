import { scalar } from './scalar';
import { duration } from './units';

const POLICIES = ['fail', 'fallback', 'reassign'] as const;
type Policy = (typeof POLICIES)[number];

/** Milliseconds of waiting for the owner, and what follows. */
interface Action {
  readonly wait: number;
  readonly then: Policy;
}

const LONGEST_WAIT = '10m';

const waitingTime = duration({ from: '0ms', to: LONGEST_WAIT });

/** One word or one wait for reads and writes, or an object with one for each. */
export function onOwnerUnavailable() {
  return scalar<{ reads: Action; writes: Action }>({
    allowed: `fail, fallback, reassign, { wait: …, then: … } with a duration up to ${LONGEST_WAIT} and one of these words, or { reads: …, writes: … } with one of these each`,
    read: (value) => {
      const both = action(value);
      if (both !== undefined) return { reads: both, writes: both };
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      const { reads = 'fail', writes = 'fail', ...others } = value as Record<string, unknown>;
      const each = { reads: action(reads), writes: action(writes) };
      return Object.keys(others).length === 0 && each.reads && each.writes
        ? { reads: each.reads, writes: each.writes }
        : undefined;
    },
    json: {
      title: 'policy',
      anyOf: [
        ...ACTION_JSON,
        {
          type: 'object',
          properties: { reads: { anyOf: ACTION_JSON }, writes: { anyOf: ACTION_JSON } },
          additionalProperties: false,
        },
      ],
    },
    words: POLICIES,
  });
}

const ACTION_JSON = [
  { enum: POLICIES },
  {
    type: 'object',
    properties: { wait: { type: 'string' }, then: { enum: POLICIES } },
    required: ['wait'],
    additionalProperties: false,
  },
];

function action(value: unknown): Action | undefined {
  const word = POLICIES.find((policy) => policy === value);
  if (word !== undefined) return { wait: 0, then: word };
  if (typeof value !== 'object' || value === null || !('wait' in value)) return undefined;
  const { wait, then: after = 'fail', ...others } = value as Record<string, unknown>;
  const milliseconds = waitingTime.safeParse(wait);
  const policy = POLICIES.find((each) => each === after);
  if (!milliseconds.success || policy === undefined || Object.keys(others).length > 0) return undefined;
  return { wait: milliseconds.data, then: policy };
}
