import { defaultCookieName } from '../../../apps/gateway/src/data-plane/affinity/modes/cookie-mode';
import { aGatewayFrom, type FileGateway, listed, stubs } from '../../reload/support/file-gateway';

const KEYS = ['k'.repeat(32)];

/** Two pools of three backends behind one host, and a route with a cookie rule for each. */
async function aShopWithABlog(affinity: object, shopRule: string, blogRule: string): Promise<FileGateway> {
  const [shop, blog] = [await stubs('shop0', 'shop1', 'shop2'), await stubs('blog0', 'blog1', 'blog2')];
  return aGatewayFrom({
    pools: { shop: { backends: listed(...shop) }, blog: { backends: listed(...blog) } },
    affinity,
    routes: [
      { path: '/shop', pool: 'shop', affinity: [shopRule] },
      { path: '/blog', pool: 'blog', affinity: [blogRule] },
    ],
  });
}

/** The backends that serve a browser, which keeps one cookie of each name, at both paths in turn; and its cookies. */
async function visits(gateway: FileGateway) {
  const jar = new Map<string, string>();
  const served = { '/shop': new Set<string>(), '/blog': new Set<string>() };
  for (let time = 0; time < 6; time++) {
    for (const [path, names] of Object.entries(served)) {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const { text, headers } = await gateway.fetch(path, { headers: { cookie } });
      names.add(text);
      for (const field of headers['set-cookie'] ?? []) {
        const [pair] = field.split(';');
        jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
    }
  }
  return { shop: served['/shop'].size, blog: served['/blog'].size, cookies: [...jar.keys()] };
}

describe('a browser that visits two pools', () => {
  it.each([
    ['one rule for both', 'both', 'both'],
    ['a rule for each', 'left', 'right'],
  ])('keeps one backend and one cookie in each: %s', async (_, shopRule, blogRule) => {
    const affinity = Object.fromEntries(
      [shopRule, blogRule].map((rule) => [rule, { cookie: { keys: KEYS } }]),
    );
    const gateway = await aShopWithABlog(affinity, shopRule, blogRule);
    expect(await visits(gateway)).toEqual({
      shop: 1,
      blog: 1,
      cookies: [defaultCookieName(shopRule, 'shop'), defaultCookieName(blogRule, 'blog')],
    });
  });

  it('keeps one backend in each where the configuration names a cookie for each', async () => {
    const affinity = {
      left: { cookie: { name: 'l', keys: KEYS } },
      right: { cookie: { name: 'r', keys: KEYS } },
    };
    expect(await visits(await aShopWithABlog(affinity, 'left', 'right'))).toEqual({
      shop: 1,
      blog: 1,
      cookies: ['l', 'r'],
    });
  });
});
