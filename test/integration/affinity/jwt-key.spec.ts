import { StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { TokenIssuer } from '../../admission/support/token-issuer';
import { aGateway, type TestGateway } from '../../support/test-gateway';

const NAMES = ['a', 'b', 'c'];

async function keyedBy(jwt: string, issuer: TokenIssuer, auth: object): Promise<TestGateway> {
  return aGateway({
    backends: NAMES,
    affinity: { people: { key: [{ jwt }], onUnknownOwner: 'balance' } },
    routes: [{ path: '/', pool: 'main', affinity: ['people'], ...auth }],
  });
}

const secured = (issuer: TokenIssuer) => ({ auth: { jwt: { jwks: issuer.url } } });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a claim of the token as a key', () => {
  let issuer: TokenIssuer;

  beforeEach(async () => {
    issuer = await TokenIssuer.start();
  });

  const as = async (gateway: TestGateway, claims: object): Promise<string> =>
    (await gateway.fetch('/', { headers: bearer(await issuer.sign({ ...claims })) })).text;

  it('brings a user back to the same backend, with whichever token', async () => {
    const gateway = await keyedBy('sub', issuer, secured(issuer));
    const answers = [];
    for (const sub of ['alice', 'bob', 'carol', 'alice', 'bob', 'carol'])
      answers.push(await as(gateway, { sub, jti: String(answers.length) }));
    expect(answers).toEqual([...NAMES, ...NAMES]);
  });

  it('may be a number or a boolean, and nothing that is put together', async () => {
    const gateway = await keyedBy('tenant', issuer, secured(issuer));
    expect([await as(gateway, { tenant: 7 }), await as(gateway, { tenant: 7 })]).toEqual(['a', 'a']);
    for (const tenant of [{ id: 7 }, ['7'], null, true, '']) await as(gateway, { tenant });
    await as(gateway, {});
    const { items } = await gateway.application.app.get(StickySessionStore).list(undefined, {});
    expect(items.map(({ key }) => key).sort()).toEqual(['people/main/7', 'people/main/true']);
  });

  it('is none of a member that every object has', async () => {
    const gateway = await keyedBy('constructor', issuer, secured(issuer));
    await as(gateway, {});
    expect((await gateway.application.app.get(StickySessionStore).list(undefined, {})).items).toEqual([]);
  });

  it('is never read from a token that admission has refused', async () => {
    const gateway = await keyedBy('sub', issuer, secured(issuer));
    const token = await issuer.sign({ sub: 'alice' });
    const forged = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(86)}`;
    expect((await gateway.fetch('/', { headers: bearer(forged) })).status).toBe(401);
    expect((await gateway.application.app.get(StickySessionStore).list(undefined, {})).items).toEqual([]);
  });
});
