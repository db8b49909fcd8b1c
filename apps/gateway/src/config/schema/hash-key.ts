import { scalar } from './scalar';

/** The part of a request that a consistent hash uses. */
export type HashKey =
  | { readonly from: 'path' | 'clientAddress' }
  | { readonly from: 'header' | 'cookie' | 'query'; readonly name: string };

/** `path`, `clientAddress`, or one of `header`, `cookie` and `query` with a name. */
export function hashKey() {
  return scalar<HashKey>({
    allowed: 'path, clientAddress, { header: name }, { cookie: name } or { query: name }',
    read: (value) => {
      if (value === 'path' || value === 'clientAddress') return { from: value };
      const [[from, name] = [], ...others] = typeof value === 'object' && value ? Object.entries(value) : [];
      if (others.length > 0 || typeof name !== 'string' || !/^[!-~]+$/.test(name)) return undefined;
      if (from === 'header') return { from, name: name.toLowerCase() };
      return from === 'cookie' || from === 'query' ? { from, name } : undefined;
    },
    json: {
      title: 'hash key',
      anyOf: [
        { enum: ['path', 'clientAddress'] },
        {
          type: 'object',
          properties: { header: { type: 'string' }, cookie: { type: 'string' }, query: { type: 'string' } },
          minProperties: 1,
          maxProperties: 1,
          additionalProperties: false,
        },
      ],
    },
  });
}
