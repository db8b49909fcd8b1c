import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { type SecuredGateway, aRoute } from './support/secured-gateway';
import { aGateway } from '../support/test-gateway';

const SECRET = 'a secret of at least thirty-two characters';
const LATER = 4_102_444_800;
const auth = { jwt: { secret: SECRET } };
const RUNS = { numRuns: 60 };

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed as it is, whatever the types of its claims: libraries would refuse to. */
function tokenOf(claims: unknown): string {
  const text = `${part({ alg: 'HS256' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

const bearer = (claims: object) => ({ authorization: `Bearer ${tokenOf({ exp: LATER, ...claims })}` });
const isText = (value: unknown): boolean => typeof value === 'string';
const isTime = (value: unknown): boolean => typeof value === 'number';
const isKey = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Values that have had consequences elsewhere, beside any JSON. */
const values = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(7, ['a"b'], {}, { toString: 1, valueOf: 1 }, null, true, '\ud800', 'a\r\nb', [[]]),
);

describe.each(['json', 'common'])('a claim of any type, with an access log in %s', (format) => {
  const logged = { log: { access: { mode: 'all', format } } };

  async function secured(): Promise<SecuredGateway> {
    return aRoute({ auth }, {}, logged);
  }

  it.each([
    ['sub', isText],
    ['iss', isText],
    ['jti', isText],
    ['aud', (value: unknown) => isText(value) || (Array.isArray(value) && value.every(isText))],
    ['iat', isTime],
  ] as const)('lets in when %s is what RFC 7519 says, and is refused otherwise', async (name, isRight) => {
    const route = await secured();
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const expected = isRight(value) ? '200' : '401 unauthenticated';
        expect(await route.ask(bearer({ [name]: value }))).toBe(expected);
      }),
      RUNS,
    );
  });

  it.each(['exp', 'nbf'])('is refused when %s is no number', async (name) => {
    const route = await secured();
    const noTime = values.filter((value) => !isTime(value));
    await fc.assert(
      fc.asyncProperty(noTime, async (value) => {
        expect(await route.ask(bearer({ [name]: value }))).toBe('401 unauthenticated');
      }),
      RUNS,
    );
    expect(await route.ask(bearer({}))).toBe('200');
  });

  it.each(['scope', 'scp', 'name', '__proto__'])('ends nothing when it is %s', async (name) => {
    const route = await secured();
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const claims = Object.defineProperty({}, name, { value, enumerable: true });
        expect(await route.ask(bearer(claims))).toBe('200');
      }),
      RUNS,
    );
  });
});

describe('a claim that tells clients or resources apart', () => {
  it.each([
    ['a rate limit', { rateLimit: { key: { jwt: 'tenant' }, limit: '100000/1m' } }, {}],
    ['a route with demands', {}, { claims: { tenant: 'acme' } }],
  ])('is a text, a number or a boolean for %s', async (_, settings, demands) => {
    const route = await aRoute({ auth: { jwt: { secret: SECRET, ...demands } }, ...settings });
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const isRight = 'claims' in demands ? value === 'acme' : isKey(value);
        expect(await route.ask(bearer({ tenant: value }))).toBe(isRight ? '200' : '401 unauthenticated');
      }),
      RUNS,
    );
  });

  it('is not equal to a demand because its text is', async () => {
    const route = await aRoute({ auth: { jwt: { secret: SECRET, claims: { role: 'admin' } } } });
    expect(await route.ask(bearer({ role: ['admin'] }))).toBe('401 unauthenticated');
    expect(await route.ask(bearer({ role: 'admin' }))).toBe('200');
  });

  it('is a text, a number or a boolean for an affinity rule', async () => {
    const routes = [{ path: '/', pool: 'main', auth, affinity: ['tenants'] }];
    const affinity = { tenants: { key: [{ jwt: 'tenant' }], binding: 'preferred' } };
    const gateway = await aGateway({ backends: ['a'], routes, affinity });
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const { status } = await gateway.fetch('/', { headers: bearer({ tenant: value }) });
        expect(status).toBe(isKey(value) ? 200 : 401);
      }),
      RUNS,
    );
  });
});
