import * as fc from 'fast-check';
import { type Exchange } from '../../exchange/exchange';
import { Identity } from '../../exchange/identity';
import { clientKey, type LimitKey } from './client-key';

/** A request that shows this value wherever a key may stand. */
function exchangeWith(value: string): Exchange {
  const identity = new Identity({ kind: 'apiKey', name: value, claims: { tenant: value } });
  const client = { clientAddress: () => '192.0.2.1' };
  return { identity, client, head: {}, request: { rawHeaders: ['X-Client', value] } } as unknown as Exchange;
}

const KEYS: LimitKey[] = ['identity', 'apiKey', { header: 'x-client' }, { jwt: 'tenant' }];
const HASHED = /^#[\w-]{43}$/;

describe.each(KEYS.map((key) => [JSON.stringify(key), key] as const))('the key %s', (_, key) => {
  it('tells any two values apart, however long and alike they are', () => {
    const common = fc.string({ minLength: 0, maxLength: 600 });
    fc.assert(
      fc.property(common, fc.string(), fc.string(), (beginning, one, other) => {
        fc.pre(one !== other);
        const keys = [one, other].map((end) => clientKey(exchangeWith(beginning + end), key));
        expect(keys[0]).not.toBe(keys[1]);
      }),
    );
  });

  it('is the same for the same value, and short for every one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 5_000 }), (value) => {
        const found = clientKey(exchangeWith(value), key);
        expect(found).toBe(clientKey(exchangeWith(value), key));
        expect(found.length).toBeLessThanOrEqual(129);
      }),
    );
  });

  it('of a long value cannot be written as a value', () => {
    const long = clientKey(exchangeWith('x'.repeat(1_000)), key);
    expect(long).toMatch(HASHED);
    for (const text of [long, long.slice(1), '@192.0.2.1'])
      expect(clientKey(exchangeWith(text), key)).toMatch(/^=/);
  });
});
