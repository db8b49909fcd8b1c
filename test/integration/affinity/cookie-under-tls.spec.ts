import { aSecureGateway, send } from '../../tls/support';
import { aGateway } from '../../support/test-gateway';

const wishes = (cookie: object = {}, listen: object = {}) => ({
  backends: ['a', 'b'],
  affinity: { own: { cookie: { keys: ['k'.repeat(32)], ...cookie } } },
  routes: [{ path: '/', pool: 'main', affinity: ['own'] }],
  listen,
});

/** The attributes of the only cookie that is set. */
function attributes(headers: { readonly 'set-cookie'?: string[] }): string[] {
  expect(headers['set-cookie']).toHaveLength(1);
  return headers['set-cookie']![0].split('; ').slice(1);
}

describe('the cookie of the gateway', () => {
  it('goes over TLS alone where it was given over TLS', async () => {
    const secure = await aSecureGateway(wishes());
    expect(attributes((await secure.fetch('/')).headers)).toContain('Secure');
    const session = await secure.session();
    expect(attributes((await send(session, { ':path': '/' })).headers)).toContain('Secure');
  });

  it('brings its client back over TLS, too', async () => {
    const secure = await aSecureGateway(wishes());
    const { text, headers } = await secure.fetch('/');
    const cookie = headers['set-cookie']![0].split(';')[0];
    for (let times = 0; times < 3; times++)
      expect((await secure.fetch('/', { headers: { cookie } })).text).toBe(text);
  });

  it('goes over TLS alone if a trusted proxy says that its client uses it, and no other peer is trusted', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    const trusting = await aGateway(wishes({}, { trustedProxies: ['127.0.0.0/8'] }));
    expect(attributes((await trusting.fetch('/', { headers })).headers)).toContain('Secure');
    const plain = await aGateway(wishes());
    expect(attributes((await plain.fetch('/', { headers })).headers)).not.toContain('Secure');
  });

  it('goes over TLS alone in any case where it is for other sites, as browsers ask', async () => {
    const gateway = await aGateway(wishes({ sameSite: 'none' }));
    expect(attributes((await gateway.fetch('/')).headers)).toEqual(
      expect.arrayContaining(['SameSite=None', 'Secure']),
    );
  });
});
