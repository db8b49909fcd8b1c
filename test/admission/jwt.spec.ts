import { createPublicKey } from 'node:crypto';
import * as fc from 'fast-check';
import { SignJWT, UnsecuredJWT } from 'jose';
import { aFile, aRoute, type SecuredGateway } from './support/secured-gateway';
import { TokenIssuer } from './support/token-issuer';

const SECRET = 'a secret of at least thirty-two characters';
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const now = () => Math.floor(Date.now() / 1000);

async function issued(demands: object = {}, auth: object = {}): Promise<[SecuredGateway, TokenIssuer]> {
  const issuer = await TokenIssuer.start();
  return [await aRoute({ auth: { jwt: { jwks: issuer.url, ...demands }, ...auth } }), issuer];
}

describe('a token', () => {
  it('lets its subject in, and tells the backend who it is', async () => {
    const [route, issuer] = await issued();
    const token = await issuer.sign({ scope: 'read write' });
    expect(await route.ask(bearer(token))).toBe('200');
    expect(route.told('x-auth-kind')).toEqual(['jwt']);
    expect(route.told('x-auth-name')).toEqual(['alice']);
    expect(route.told('x-auth-scopes')).toEqual(['read write']);
    expect(route.told('authorization')).toEqual([`Bearer ${token}`]);
  });

  it('is asked for with the challenge of its scheme', async () => {
    const [route] = await issued();
    const { status, headers } = await route.gateway.fetch('/');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer realm="load-distributer"']);
  });

  it.each([
    ['has expired', { exp: now() - 3600 }],
    ['is not valid yet', { nbf: now() + 3600 }],
    ['never expires', { exp: undefined }],
    ['is of another issuer', { iss: 'mallory' }],
    ['is for another audience', { aud: 'others' }],
    ['lacks a claim', { tenant: undefined }],
    ['has another value in a claim', { tenant: 'other' }],
  ])('is refused when it %s', async (_, claims) => {
    const [route, issuer] = await issued({ issuer: 'us', audience: 'items', claims: { tenant: 'acme' } });
    const right = { iss: 'us', aud: ['items', 'more'], tenant: 'acme' };
    expect(await route.ask(bearer(await issuer.sign({ ...right, ...claims })))).toBe('401 unauthenticated');
    expect(await route.ask(bearer(await issuer.sign(right)))).toBe('200');
  });

  it('may be a little off in time, as the clocks of two machines are', async () => {
    const [route, issuer] = await issued({ clockSkew: '1m' });
    expect(await route.ask(bearer(await issuer.sign({ exp: now() - 10 })))).toBe('200');
  });

  it('is refused without a signature', async () => {
    const [route] = await issued();
    const unsigned = new UnsecuredJWT({ sub: 'alice', exp: now() + 3600 }).encode();
    expect(await route.ask(bearer(unsigned))).toBe('401 unauthenticated');
  });

  it('is refused when it was signed with the public key as a secret', async () => {
    const issuer = await TokenIssuer.start();
    const pem = createPublicKey({ key: (await issuer.publicJwk()) as never, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const file = aFile('public.pem', String(pem));
    const route = await aRoute({ auth: { jwt: { publicKey: file, algorithms: ['ES256'] } } });
    const forged = await new SignJWT({ sub: 'alice', exp: now() + 3600 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(pem));
    expect(await route.ask(bearer(forged))).toBe('401 unauthenticated');
    expect(await route.ask(bearer(await issuer.sign()))).toBe('200');
  });

  it('is refused when a single character of it was changed', async () => {
    const [route, issuer] = await issued();
    const token = await issuer.sign();
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';
    // The last two characters of a signature hold bits that do not count.
    const at = fc.integer({ min: 0, max: token.length - 3 });
    await fc.assert(
      fc.asyncProperty(at, fc.constantFrom(...alphabet), async (position, character) => {
        fc.pre(token[position] !== character);
        const changed = token.slice(0, position) + character + token.slice(position + 1);
        expect(await route.ask(bearer(changed))).toBe('401 unauthenticated');
      }),
      { numRuns: 60 },
    );
    expect(await route.ask(bearer(token))).toBe('200');
  });

  it.each(['', 'x', '..', 'a.b.c', 'e30.e30.', '\u00e9'.repeat(10), 'a'.repeat(9000)])(
    'is refused when it is none: %j',
    async (text) => {
      const [route] = await issued();
      expect(await route.ask({ authorization: `Bearer ${text}` })).toBe('401 unauthenticated');
    },
  );

  it('may be signed with a shared secret', async () => {
    const route = await aRoute({ auth: { jwt: { secret: SECRET } } });
    const sign = (secret: string) =>
      new SignJWT({ sub: 'bob', exp: now() + 60 })
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(secret));
    expect(await route.ask(bearer(await sign(SECRET)))).toBe('200');
    expect(await route.ask(bearer(await sign(SECRET.toUpperCase())))).toBe('401 unauthenticated');
  });

  it('may come in a cookie, where the route says so', async () => {
    const [route, issuer] = await issued({ cookie: 'session' });
    expect(await route.ask({ cookie: `a=b; session=${await issuer.sign()}` })).toBe('200');
    expect(await route.ask({ cookie: `other=${await issuer.sign()}` })).toBe('401 unauthenticated');
  });

  it('must have the scopes of the route', async () => {
    const [route, issuer] = await issued({}, { scopes: ['write'] });
    expect(await route.ask(bearer(await issuer.sign({ scp: ['read', 'write'] })))).toBe('200');
    expect(await route.ask(bearer(await issuer.sign({ scope: 'read' })))).toBe('403 forbidden');
  });

  it('is kept from the backend when the route says so', async () => {
    const [route, issuer] = await issued({}, { strip: true });
    expect(await route.ask(bearer(await issuer.sign()))).toBe('200');
    expect(route.told('authorization')).toEqual([]);
  });

  it('has a subject that cannot end a header', async () => {
    const [route, issuer] = await issued();
    expect(await route.ask(bearer(await issuer.sign({ sub: 'a\r\nX-Auth-Scopes: root \u{1f600}' })))).toBe(
      '200',
    );
    expect(route.told('x-auth-name')).toEqual(['a%0D%0AX-Auth-Scopes%3A%20root%20%F0%9F%98%80']);
    expect(route.told('x-auth-scopes')).toEqual([]);
  });
});

describe('the keys of the issuer', () => {
  it('are asked for once, however many requests show tokens', async () => {
    const [route, issuer] = await issued();
    const tokens = await Promise.all(Array.from({ length: 20 }, (_, id) => issuer.sign({ sub: `${id}` })));
    expect(new Set(await Promise.all(tokens.map((token) => route.ask(bearer(token)))))).toEqual(
      new Set(['200']),
    );
    expect(issuer.asked).toBe(1);
  });

  it('that cannot be had are not the fault of the client, and the gateway recovers', async () => {
    const [route, issuer] = await issued();
    const token = await issuer.sign();
    issuer.status = 500;
    expect(await route.ask(bearer(token))).toBe('503 auth_unavailable');
    issuer.status = 200;
    expect(await route.ask(bearer(token))).toBe('200');
  });

  it('do not come in time from a server that is silent, which holds up no other request', async () => {
    const [route, issuer] = await issued();
    issuer.status = 0;
    const waiting = route.ask(bearer(await issuer.sign()));
    expect(await route.ask()).toBe('401 unauthenticated');
    expect(await waiting).toBe('503 auth_unavailable');
  });
});
