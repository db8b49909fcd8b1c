import { scalar } from './scalar';

const POLICIES = ['fail', 'fallback', 'reassign'] as const;
type Policy = (typeof POLICIES)[number];

/** One word for reads and writes, or an object with one for each. */
export function onOwnerUnavailable() {
  return scalar<{ reads: Policy; writes: Policy }>({
    allowed: 'fail, fallback, reassign, or { reads: …, writes: … } with one of them each',
    read: (value) => {
      const word = policy(value);
      if (word !== undefined) return { reads: word, writes: word };
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
      const { reads = 'fail', writes = 'fail', ...others } = value as Record<string, unknown>;
      const both = { reads: policy(reads), writes: policy(writes) };
      return Object.keys(others).length === 0 && both.reads && both.writes
        ? { reads: both.reads, writes: both.writes }
        : undefined;
    },
    json: {
      title: 'policy',
      anyOf: [
        { enum: POLICIES },
        {
          type: 'object',
          properties: { reads: { enum: POLICIES }, writes: { enum: POLICIES } },
          additionalProperties: false,
        },
      ],
    },
    words: POLICIES,
  });
}

function policy(value: unknown): Policy | undefined {
  return POLICIES.find((word) => word === value);
}
