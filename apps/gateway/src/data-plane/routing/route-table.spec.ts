import { tableOf, where } from '../../../../../test/support/some-routes';
import { RouteTable } from './route-table';

describe('RouteTable', () => {
  describe('paths', () => {
    const table = tableOf({ root: { path: '/' }, items: { path: '/items' }, big: { path: '/items/big/' } });

    it.each([
      ['/items', 'items'],
      ['/items/', 'items'],
      ['/items/1', 'items'],
      ['/items?x', 'items'],
      ['/items/bigger', 'items'],
      ['/items/big', 'big'],
      ['/items/big/1', 'big'],
      ['/itemsx', 'root'],
      ['/item', 'root'],
      ['/ITEMS', 'root'],
      ['/', 'root'],
      ['/?/items', 'root'],
    ])('leads %s by the longest prefix on a segment border', (target, name) => {
      expect(where(table, target)).toBe(name);
    });

    it('knows no route where none matches', () => {
      expect(where(tableOf({ items: { path: '/items' } }), '/other')).toBe('none');
      expect(where(tableOf({}), '/')).toBe('none');
    });

    it('matches a prefix that must be escaped on the wire', () => {
      const accented = tableOf({ root: { path: '/' }, cafe: { path: '/caf\u00e9 bar' } });
      expect(where(accented, '/caf%C3%A9%20bar/1')).toBe('cafe');
    });

    it('takes prefixes of the same hash place for what they are', () => {
      const paths = Array.from({ length: 1000 }, (_, index) => `/r${index}/${index % 7}`);
      const many = tableOf(Object.fromEntries(paths.map((path) => [path, { path }])));
      for (const path of paths) {
        expect(where(many, `${path}/x`)).toBe(path);
        expect(where(many, `${path}x`)).toBe('none');
      }
    });
  });

  describe('hosts', () => {
    const table = tableOf({
      any: { path: '/' },
      below: { host: '*.example.com', path: '/' },
      deep: { host: '*.eu.example.com', path: '/' },
      api: { host: 'API.example.com', path: '/items' },
      six: { host: '[::1]', path: '/' },
    });

    it.each([
      ['api.example.com', 'api'],
      ['API.Example.COM', 'api'],
      ['api.example.com:8080', 'api'],
      ['api.example.com.', 'api'],
      ['api.example.com.:8080', 'api'],
      ['www.example.com', 'below'],
      ['a.b.example.com', 'below'],
      ['www.eu.example.com', 'deep'],
      ['eu.example.com', 'below'],
      ['example.com', 'any'],
      ['evilexample.com', 'any'],
      ['.example.com', 'any'],
      ['api.example.com.evil.org', 'any'],
      ['[::1]:8080', 'six'],
      ['[::1]', 'six'],
      ['', 'any'],
      [`${'a.'.repeat(5000)}example.com`, 'any'],
    ])('leads %s to the most specific host', (host, name) => {
      expect(where(table, '/items/1', host)).toBe(name);
    });

    it('goes on to a wider host where no path of the narrower one matches', () => {
      expect(where(table, '/other', 'api.example.com')).toBe('below');
    });
  });

  describe('methods and headers', () => {
    const table = tableOf({
      all: { path: '/items' },
      beta: { path: '/items', headers: { 'X-Beta': '1' } },
      both: { path: '/items', headers: { 'x-beta': '1', 'x-user': 'me' } },
      write: { path: '/items', methods: ['POST', 'PUT'] },
      again: { path: '/items' },
      root: { path: '/' },
      readOnly: { path: '/assets', methods: ['GET', 'HEAD'] },
      debug: { path: '/debug', headers: { 'X-Debug': true } },
    });

    it('takes any value of a header that need only be there', () => {
      expect(where(table, '/debug', 'h', 'GET', { 'x-debug': '' })).toBe('debug');
      expect(where(table, '/debug')).toBe('root');
      expect(table.match('GET', 'h', '/debug')).toMatchObject({ route: { name: 'root' } });
    });

    it.each([
      ['GET', {}, 'all'],
      ['GET', { 'x-beta': '1' }, 'beta'],
      ['GET', { 'x-beta': '2' }, 'all'],
      ['GET', { 'x-beta': '1', 'x-user': 'me' }, 'both'],
      ['POST', { 'x-beta': '1', 'x-user': 'me' }, 'write'],
      ['post', {}, 'all'],
    ])('prefers a method, then the most headers, then the order: %s %j', (method, headers, name) => {
      expect(where(table, '/items/1', 'h', method, headers)).toBe(name);
    });

    it('goes on to a shorter path where the method is not for the longer one', () => {
      expect(where(table, '/assets/a.css', 'h', 'GET')).toBe('readOnly');
      expect(where(table, '/assets/a.css', 'h', 'POST')).toBe('root');
    });

    it('asks for headers only where a route does', () => {
      const unread = {
        get headers(): Record<string, string> {
          throw new Error('Headers were read.');
        },
      };
      expect(table.match('GET', 'h', '/assets/a', unread)).toMatchObject({ kind: 'route' });
    });

    it('finds no header that an object has by nature', () => {
      const odd = tableOf({ odd: { path: '/', headers: { ['constructor']: true as const } } });
      expect(where(odd, '/', 'h', 'GET', {})).toBe('none');
      expect(where(odd, '/', 'h', 'GET', { constructor: 'x' })).toBe('odd');
    });
  });

  it('looks at as many routes among a thousand as among two', () => {
    let looked = 0;
    class Counted extends Array<string> {
      override includes(method: string): boolean {
        looked += 1;
        return super.includes(method);
      }
    }
    const routes = Array.from({ length: 1000 }, (_, index) => ({
      name: String(index),
      path: `/r${index}`,
      host: index % 2 ? `h${index}.example.com` : undefined,
      methods: Counted.of('GET'),
    }));
    const table = new RouteTable(routes);
    expect(where(table, '/r501/1', 'h501.example.com')).toBe('501');
    expect(where(table, '/r500/1', 'h501.example.com')).toBe('500');
    expect(looked).toBe(2);
  });

  it('allocates no answer: the same match is given again', () => {
    const table = tableOf({ items: { path: '/items' } });
    expect(table.match('GET', 'h', '/items/1')).toBe(table.match('GET', 'h', '/items/2'));
  });
});
