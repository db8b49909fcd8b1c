import { writeFileSync } from 'node:fs';
import { Clock } from '../../apps/gateway/src/platform/clock';
import { LOOK_MS } from '../../apps/gateway/src/platform/files/watched-files';
import { aFile, aRoute, sha256 } from './support/secured-gateway';

const KEYS = JSON.stringify([
  { name: 'alice', sha256: sha256('key-of-alice'), scopes: ['read', 'write'] },
  { name: 'bob', sha256: sha256('key-of-bob') },
  { name: 'carol', sha256: sha256('key-of-carol'), expires: '2001-01-01' },
  { name: 'dave', sha256: sha256('key-of-dave'), expires: '2999-01-01T00:00:00Z' },
]);

const withKeys = (settings: object = {}) => ({ apiKey: { file: aFile('keys.yaml', KEYS) }, ...settings });

describe('an API key', () => {
  it('lets its owner in, and tells the backend who it is', async () => {
    const route = await aRoute({ auth: withKeys() });
    expect(await route.ask({ 'x-api-key': 'key-of-alice' })).toBe('200');
    expect(route.told('x-auth-kind')).toEqual(['apiKey']);
    expect(route.told('x-auth-name')).toEqual(['alice']);
    expect(route.told('x-auth-scopes')).toEqual(['read write']);
    expect(route.told('x-api-key')).toEqual(['key-of-alice']);
  });

  it.each([
    ['none at all', {}],
    ['an empty one', { 'x-api-key': '' }],
    ['an unknown one', { 'x-api-key': 'key-of-mallory' }],
    ['one that has expired', { 'x-api-key': 'key-of-carol' }],
    ['the digest in its place', { 'x-api-key': sha256('key-of-alice') }],
    ['one with something behind it', { 'x-api-key': 'key-of-alice ,key-of-bob' }],
    ['one that is no end long', { 'x-api-key': 'k'.repeat(8000) }],
    ['the name of a property of all objects', { 'x-api-key': '__proto__' }],
    ['another header', { authorization: 'Bearer key-of-alice' }],
  ])('is asked for when there is %s', async (_, headers) => {
    const route = await aRoute({ auth: withKeys() });
    expect(await route.ask(headers)).toBe('401 unauthenticated');
    expect(route.reached).toBe(0);
  });

  it('is challenged for, and the answer says how to send it', async () => {
    const route = await aRoute({ auth: withKeys() });
    const { headers, text } = await route.gateway.fetch('/');
    expect(headers['www-authenticate']).toBe('ApiKey realm="load-distributer"');
    expect(JSON.parse(text)).toMatchObject({ detail: 'Send an API key in the header x-api-key.' });
  });

  it.each([
    ['the same header', { 'x-api-key': ['key-of-bob', 'key-of-mallory'] }],
    ['one that many backends take for it', { 'x-api-key': 'key-of-bob', x_api_key: 'key-of-mallory' }],
  ])('does not hold beside another one: %s', async (_name, headers) => {
    const route = await aRoute({ auth: withKeys() });
    expect(await route.ask(headers as Record<string, string>)).toBe('401 unauthenticated');
    expect(route.reached).toBe(0);
  });

  it('does not hold twice in the query', async () => {
    const route = await aRoute({ auth: { apiKey: { query: 'key', file: aFile('keys.yaml', KEYS) } } });
    expect(await route.ask({}, '/?key=key-of-bob&key=key-of-mallory')).toBe('401 unauthenticated');
    expect(await route.ask({}, '/?key=key-of-bob&k%65y=key-of-mallory')).toBe('401 unauthenticated');
  });

  it('is kept from the backend where the route says so', async () => {
    const route = await aRoute({ auth: withKeys({ strip: true }) });
    expect(await route.ask({ 'x-api-key': 'key-of-bob' })).toBe('200');
    expect(route.told('x-api-key')).toEqual([]);
  });

  it('holds until the moment it expires', async () => {
    const route = await aRoute({ auth: withKeys() });
    expect(await route.ask({ 'x-api-key': 'key-of-dave' })).toBe('200');
  });

  it('may stand in the query, and is taken out of it on the way to the backend', async () => {
    const apiKey = { query: 'key', file: aFile('keys.yaml', KEYS) };
    const route = await aRoute({ auth: { apiKey, strip: true } });
    expect(await route.ask({}, '/items?a=%2f&key=key-of-bob&b=')).toBe('200');
    expect(route.target).toBe('/items?a=%2f&b=');
    expect(await route.ask({}, '/items?k%65y=key-of-bob')).toBe('200');
    expect(route.target).toBe('/items');
  });

  it('is kept from the backend when the route says so', async () => {
    const route = await aRoute({ auth: withKeys({ strip: true }) });
    expect(await route.ask({ 'X-API-Key': 'key-of-alice' })).toBe('200');
    expect(route.told('x-api-key')).toEqual([]);
  });

  it('must have the scopes of the route', async () => {
    const route = await aRoute({ auth: withKeys({ scopes: ['write'] }) });
    expect(await route.ask({ 'x-api-key': 'key-of-alice' })).toBe('200');
    expect(await route.ask({ 'x-api-key': 'key-of-bob' })).toBe('403 forbidden');
  });

  it('that is withdrawn stops to count when the file has changed, and a broken file changes nothing', async () => {
    const file = aFile('keys.yaml', KEYS);
    const route = await aRoute({ auth: { apiKey: { file } } });
    const changed = async (content: string, expected: string, key: string) => {
      writeFileSync(file, content);
      while ((await route.ask({ 'x-api-key': key })) !== expected)
        await aLook(route.gateway.application.app.get(Clock));
    };
    await changed(
      JSON.stringify([{ name: 'bob', sha256: sha256('key-of-bob') }]),
      '401 unauthenticated',
      'key-of-alice',
    );
    writeFileSync(file, '- { name: [');
    await aLook(route.gateway.application.app.get(Clock));
    expect(await route.ask({ 'x-api-key': 'key-of-bob' })).toBe('200');
    await changed(KEYS, '200', 'key-of-alice');
  });
});

describe('what a client says of who it is', () => {
  it.each(['x-auth-name', 'X-Auth-Scopes', 'x_auth_name', 'X-Auth_Kind', 'x-auth-anything'])(
    'never reaches a backend: %s',
    async (name) => {
      for (const auth of [withKeys(), undefined]) {
        const route = await aRoute({ auth });
        expect(await route.ask({ 'x-api-key': 'key-of-bob', [name]: 'root' })).toBe('200');
        expect(route.told(name).filter((value) => value === 'root')).toEqual([]);
      }
    },
  );

  it('cannot take away what the gateway says', async () => {
    const route = await aRoute({ auth: withKeys() });
    await route.ask({ 'x-api-key': 'key-of-bob', connection: 'close, x-auth-name' });
    expect(route.told('x-auth-name')).toEqual(['bob']);
  });
});

function aLook(clock: Clock): Promise<void> {
  return new Promise((resolve) => void clock.after(LOOK_MS, resolve));
}
