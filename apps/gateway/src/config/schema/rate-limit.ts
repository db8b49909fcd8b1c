import { z } from 'zod';
import { rule } from './objects';
import { scalar, wholeNumber } from './scalar';

const UNITS = new Map(Object.entries({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }));
const WORDS = ['clientAddress', 'route', 'identity', 'apiKey'] as const;

/** How often one client may ask. */
export const rateLimit = z
  .strictObject({
    key: clientKey().prefault('clientAddress'),
    limit: rate().describe('Number of requests in a time, such as `100/1m` or `10/s`.'),
    burst: wholeNumber({ from: 1, to: 1_000_000 })
      .optional()
      .describe(
        'Number of requests that may arrive at once after a pause. If omitted, as many as in `limit`.',
      ),
    cost: wholeNumber({ from: 1, to: 1_000_000 })
      .prefault(1)
      .describe('How many requests a request of this route counts for.'),
    onStoreUnavailable: z
      .enum(['allow', 'deny'])
      .prefault('allow')
      .describe(
        'While Redis is unreachable: `allow` lets requests pass uncounted, `deny` rejects them with 429.',
      ),
  })
  .check(
    rule(({ cost, burst, limit }, report) => {
      const most = typeof burst === 'number' ? burst : (limit as { requests?: number } | undefined)?.requests;
      if (typeof cost === 'number' && most !== undefined && cost > most)
        report(`at most the burst of ${most}, or no request could ever pass`, { at: ['cost'] });
    }),
  )
  .transform(({ limit, burst, ...settings }) => ({ ...settings, ...limit, burst: burst ?? limit.requests }));

/** How many requests of one client may be under way. */
export const concurrency = z.strictObject({
  key: clientKey().prefault('clientAddress'),
  max: wholeNumber({ from: 1, to: 1_000_000 }).describe('Number of requests of one client at a time.'),
});

type ClientKey = (typeof WORDS)[number] | { readonly header: string } | { readonly jwt: string };

function clientKey() {
  return scalar<ClientKey>({
    allowed: `${WORDS.join(', ')}, { header: name } or { jwt: name }`,
    read: (value) => {
      const word = WORDS.find((each) => each === value);
      if (word !== undefined) return word;
      const [[from, name] = [], ...others] = typeof value === 'object' && value ? Object.entries(value) : [];
      if (others.length > 0 || typeof name !== 'string' || !/^[!-~]+$/.test(name)) return undefined;
      return from === 'header' ? { header: name.toLowerCase() } : from === 'jwt' ? { jwt: name } : undefined;
    },
    json: {
      title: 'client key',
      anyOf: [
        { enum: WORDS },
        {
          type: 'object',
          properties: { header: { type: 'string' }, jwt: { type: 'string' } },
          minProperties: 1,
          maxProperties: 1,
          additionalProperties: false,
        },
      ],
    },
    words: WORDS,
  }).describe(
    'Part of a request that identifies the client. A client without this value is identified by its address.',
  );
}

function rate() {
  return scalar({
    allowed: 'requests in a time, such as 100/1m, 10/s or 5000/1h',
    read: (value) => {
      const [, requests, amount, unit] = /^(\d{1,9})\/(\d{0,6})(s|m|h|d)$/.exec(String(value)) ?? [];
      if (requests === undefined || Number(requests) === 0) return undefined;
      const per = Number(amount === '' ? 1 : amount) * UNITS.get(unit)!;
      return per > 0 ? { requests: Number(requests), per } : undefined;
    },
    json: { title: 'rate', type: 'string' },
  });
}
