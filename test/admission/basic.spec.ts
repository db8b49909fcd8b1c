import { scryptSync } from 'node:crypto';
import { hashSync } from 'bcryptjs';
import { findingsOf } from '../config/config-of';
import { aFile, aRoute, type SecuredGateway } from './support/secured-gateway';

const SALT = Buffer.alloc(16, 1);
const scrypted = (password: string, ln = 10) => {
  const digest = scryptSync(password, SALT, 32, { N: 2 ** ln, r: 8, p: 1, maxmem: 256 * 1024 * 1024 });
  return `$scrypt$ln=${ln},r=8,p=1$${SALT.toString('base64')}$${digest.toString('base64')}`;
};
const USERS = [
  { name: 'alice', hash: scrypted('päss:word'), scopes: ['write'] },
  { name: 'bob', hash: hashSync('secret', 4) },
];
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});
const aRouteFor = (users: object): Promise<SecuredGateway> =>
  aRoute({ auth: { basic: { file: aFile('users.yaml', JSON.stringify(users)) } } });

describe('a user name with a password', () => {
  it('lets its owner in, hashed with scrypt or bcrypt', async () => {
    const route = await aRouteFor(USERS);
    expect(await route.ask(basic('alice', 'päss:word'))).toBe('200');
    expect(route.told('x-auth-name')).toEqual(['alice']);
    expect(route.told('x-auth-scopes')).toEqual(['write']);
    expect(await route.ask(basic('bob', 'secret'))).toBe('200');
    expect(await route.ask(basic('bob', 'secret'))).toBe('200');
  });

  it('is compared whole, and refused where bcrypt would not', async () => {
    const whole = 'p'.repeat(72);
    const long = { name: 'carol', hash: scrypted(`${whole}end`) };
    const route = await aRouteFor([{ name: 'bob', hash: hashSync(whole, 4) }, long]);
    expect(await route.ask(basic('bob', whole))).toBe('200');
    for (const more of ['x', 'end', '\u00e4', 'x'.repeat(100)])
      expect(await route.ask(basic('bob', whole + more))).toBe('401 unauthenticated');
    expect(await route.ask(basic('bob', `${'p'.repeat(71)}\u00e4`))).toBe('401 unauthenticated');
    expect(await route.ask(basic('carol', `${whole}end`))).toBe('200');
    expect(await route.ask(basic('carol', whole))).toBe('401 unauthenticated');
  });

  it.each([
    ['another password', basic('alice', 'secret')],
    ['the password of another user', basic('bob', 'päss:word')],
    ['an empty password', basic('bob', '')],
    ['a user who does not exist', basic('mallory', 'secret')],
    ['the name of a property of all objects', basic('__proto__', 'secret')],
    ['no colon', { authorization: `Basic ${Buffer.from('bob').toString('base64')}` }],
    ['what is not base64', { authorization: 'Basic ****' }],
    ['no credentials', {}],
    ['no end of text', basic('bob', 's'.repeat(5000))],
  ])('is refused with %s', async (_, headers) => {
    const route = await aRouteFor(USERS);
    expect(await route.ask(headers)).toBe('401 unauthenticated');
    expect(route.reached).toBe(0);
  });

  it('is refused beside another one, which a backend might take', async () => {
    const route = await aRouteFor(USERS);
    const { authorization } = basic('bob', 'secret');
    const lines = `Authorization: ${authorization}\r\nauthorization: ${basic('alice', 'x').authorization}\r\n`;
    const answer = await route.gateway.raw(`GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${lines}\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 401/);
    expect(route.reached).toBe(0);
  });

  it('is remembered after a right one, and never after a wrong one', async () => {
    const route = await aRouteFor(USERS);
    await route.ask(basic('bob', 'secret'));
    expect(await route.ask(basic('bob', 'secret '))).toBe('401 unauthenticated');
    expect(await route.ask(basic('bob', 'secret'))).toBe('200');
  });

  it('is checked for a few at a time, so that guessing cannot take every core', async () => {
    const route = await aRouteFor([{ name: 'alice', hash: scrypted('right', 14) }]);
    const guesses = Array.from({ length: 40 }, (_, at) => route.ask(basic('alice', `wrong${at}`)));
    const answers = new Set(await Promise.all(guesses));
    expect([...answers].sort()).toEqual(['401 unauthenticated', '429 rate_limited']);
    expect(await route.ask(basic('alice', 'right'))).toBe('200');
  });

  it.each([
    ['plain text', 'secret'],
    ['a hash that costs too much', `$2b$14$${'a'.repeat(53)}`],
    ['a hash that takes too much memory', `$scrypt$ln=20,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`],
  ])('cannot be kept as %s', async (_, hash) => {
    await expect(aRouteFor([{ name: 'alice', hash }])).rejects.toThrow(/entry 0\.hash: found/);
  });
});

describe('the settings of credentials', () => {
  const of = (auth: object) => findingsOf({ routes: [{ path: '/', pool: 'items', auth }] });

  it.each([
    [{}, /found none of them, allowed: exactly one of apiKey, jwt, basic, forward, certificate, any, all/],
    [{ apiKey: { file: 'absent.yaml' } }, /"absent.yaml", which cannot be read/],
    [{ jwt: {} }, /exactly one of jwks, publicKey, secret/],
    [{ jwt: { secret: 'short' } }, /at least 32 characters/],
    [{ jwt: { jwks: 'file:///etc/passwd' } }, /an http:\/\/ or https:\/\/ URL/],
    [{ jwt: { jwks: 'http://a', algorithms: ['none'] } }, /found "none", allowed: RS256/],
    [{ jwt: { jwks: 'http://a', algorithms: ['HS256'] } }, /found "HS256", allowed: RS256/],
    [{ any: [{ jwt: { jwks: 'http://a' } }] }, /at least 2|at least two/],
    [{ forward: { url: 'http://a', responseHeaders: ['x-user'] } }, /begins with x-auth-/],
  ])('are refused: %j', (auth, expected) => {
    expect(of(auth).join('\n')).toMatch(expected);
  });

  it('keep a secret that is too short to themselves', () => {
    expect(of({ jwt: { secret: 'hunter2' } }).join('\n')).not.toContain('hunter2');
  });
});
