import { aFile, aRoute, sha256 } from './support/secured-gateway';
import { TokenIssuer } from './support/token-issuer';

const key = { 'x-api-key': 'the key' };

async function both(mode: 'any' | 'all', settings: object = {}) {
  const issuer = await TokenIssuer.start();
  const file = aFile('keys.yaml', JSON.stringify([{ name: 'service', sha256: sha256('the key') }]));
  const route = await aRoute({
    auth: { [mode]: [{ apiKey: { file } }, { jwt: { jwks: issuer.url } }], ...settings },
  });
  return { route, token: { authorization: `Bearer ${await issuer.sign()}` } };
}

describe('several kinds of credentials', () => {
  it('of which any will do', async () => {
    const { route, token } = await both('any');
    expect(await route.ask(key)).toBe('200');
    expect(route.told('x-auth-kind')).toEqual(['apiKey']);
    expect(await route.ask(token)).toBe('200');
    expect(route.told('x-auth-kind')).toEqual(['jwt']);
    expect(await route.ask({ ...token, 'x-api-key': 'wrong' })).toBe('200');
    expect(await route.ask({ 'x-api-key': 'wrong' })).toBe('401 unauthenticated');
  });

  it('of which all are needed', async () => {
    const { route, token } = await both('all');
    expect(await route.ask(key)).toBe('401 unauthenticated');
    expect(await route.ask(token)).toBe('401 unauthenticated');
    expect(await route.ask({ ...key, ...token })).toBe('200');
    expect(route.told('x-auth-name')).toEqual(['service']);
    expect(await route.ask({ ...token, 'x-api-key': 'wrong' })).toBe('401 unauthenticated');
  });

  it('are all named in the challenge', async () => {
    const { route } = await both('any');
    const { headers } = await route.gateway.fetch('/');
    expect(headers['www-authenticate']).toBe(
      'ApiKey realm="load-distributer", Bearer realm="load-distributer"',
    );
  });

  it('are all kept from the backend when the route says so', async () => {
    const { route, token } = await both('any', { strip: true });
    await route.ask({ ...key, ...token });
    expect([...route.told('x-api-key'), ...route.told('authorization')]).toEqual([]);
  });
});
