import * as fc from 'fast-check';
import { posix } from 'node:path';
import { type Route } from './route';
import { RouteTable } from './route.table';

type Draft = Omit<Route, 'name'>;

function tableOf(drafts: Record<string, Draft>): RouteTable<Route> {
  return new RouteTable(Object.entries(drafts).map(([name, draft]) => ({ name, ...draft })));
}

function where(
  table: RouteTable<Route>,
  target: string,
  host = 'localhost',
  method = 'GET',
  headers = {},
): string {
  const match = table.match(method, host, target, { headers });
  return match.kind === 'route' ? match.route.name : match.kind;
}

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
      const odd = tableOf({ odd: { path: '/', headers: { constructor: true } } });
      expect(where(odd, '/', 'h', 'GET', {})).toBe('none');
      expect(where(odd, '/', 'h', 'GET', { constructor: 'x' })).toBe('odd');
    });
  });

  describe('one reading of a path', () => {
    const table = tableOf({ root: { path: '/' }, items: { path: '/items' }, admin: { path: '/admin' } });

    it.each([
      ['/items/a%2Fb', 'items'],
      ['/items/../items/1', 'items'],
      ['/items/%2e%2e/items/1', 'items'],
      ['/items//1', 'items'],
      ['/items/1;v=2', 'items'],
      ['/items/%252e%252e/admin', 'items'],
      ['/x/../y', 'root'],
    ])('routes %s, whose readings agree', (target, name) => {
      expect(where(table, target)).toBe(name);
    });

    it.each([
      '/items/../admin',
      '/items/%2e%2e/admin',
      '/items/..;/admin',
      '/items/%2E./admin',
      '/items/..%2fadmin',
      '/items%2f..%2fadmin',
      '/%61dmin',
      '//admin',
      '/./admin',
      '/admin;x',
      '/admin;x/users',
      '/admin%2fusers',
      '/x/..//admin',
      '/items/%2e%2e%2fadmin/./x',
      '/items/../admin//../items',
    ])('refuses %s, whose readings disagree (C-23, C-76)', (target) => {
      expect(where(table, target)).toBe('ambiguous');
    });

    it.each(['/a%5c..', '/%zz', '*', 'http://internal/', '/%c0%ae'])(
      'refuses %s, which is no path',
      (target) => {
        expect(table.match('GET', 'h', target)).toMatchObject({ kind: 'malformed' });
      },
    );

    it('lets every trick pass where there is one route only', () => {
      expect(where(tableOf({ root: { path: '/' } }), '/a/..;/%2e%2e//b%2f;x')).toBe('root');
    });

    // What well-known servers make of a path before they look for its handler.
    const servers: Record<string, (path: string) => string> = {
      asItCame: (path) => path,
      decoding: (path) => decodeURIComponent(path),
      urlStandard: (path) => new URL(`http://h${path}`).pathname,
      urlStandardThenDecoding: (path) => decodeURIComponent(new URL(`http://h${path}`).pathname),
      cleaning: (path) => posix.normalize(decodeURIComponent(path)),
      cleaningBeforeDecoding: (path) => decodeURIComponent(posix.normalize(path)),
      cuttingThenCleaning: (path) => posix.normalize(decodeURIComponent(path.replace(/;[^/]*/g, ''))),
      cleaningThenCutting: (path) => posix.normalize(decodeURIComponent(path)).replace(/;[^/]*/g, ''),
    };

    it('lets no server see another route than the gateway took', () => {
      const atoms = fc.constantFrom(
        ...[
          '/',
          '/',
          '/..',
          '/.',
          '%2e',
          '%2f',
          ';',
          '%3b',
          'items',
          'admin',
          '%61dmin',
          '/admin',
          '/items',
          '%20',
        ],
      );
      let routed = 0;
      fc.assert(
        fc.property(fc.array(atoms, { maxLength: 9 }), (parts) => {
          const target = `/${parts.join('')}`;
          const name = where(table, target);
          if (name === 'ambiguous' || name === 'malformed') return;
          routed += 1;
          for (const [server, read] of Object.entries(servers)) {
            // The URL standard takes two slashes at the beginning for a host, which no gateway sends it.
            const seen = target.startsWith('//') && server.startsWith('url') ? target : read(target);
            expect([server, target, naive(seen)]).toEqual([server, target, name]);
          }
        }),
        { numRuns: 3000 },
      );
      expect(routed).toBeGreaterThan(500);
    });

    function naive(path: string): string {
      const under = (prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);
      return under('/items') ? 'items' : under('/admin') ? 'admin' : 'root';
    }
  });

  it('agrees with a search through the list, on any table', () => {
    const label = fc.constantFrom('a', 'b', 'com');
    const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    const path = fc.array(label, { maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
    const method = fc.constantFrom('GET', 'POST', 'PUT');
    const draft = fc.record(
      {
        host: fc.oneof(
          host,
          host.map((name) => `*.${name}`),
        ),
        path,
        methods: fc.uniqueArray(method, { minLength: 1 }),
        headers: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
      },
      { requiredKeys: ['path'] },
    );
    fc.assert(
      fc.property(
        fc.array(draft, { maxLength: 12 }),
        fc.record({
          host,
          path,
          method,
          headers: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
        }),
        (drafts, request) => {
          const routes = drafts.map((route, index) => ({ ...route, name: String(index) }));
          const found = new RouteTable(routes).match(request.method, request.host, request.path, request);
          const expected = search(routes, request);
          expect(found).toEqual(expected ? { kind: 'route', route: expected } : { kind: 'none' });
        },
      ),
      { numRuns: 2000 },
    );
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

interface Request {
  host: string;
  path: string;
  method: string;
  headers: Record<string, string>;
}

/** The rule as the documentation says it, without a thought of speed. */
function search(routes: readonly Route[], request: Request): Route | undefined {
  const hostRank = ({ host }: Route): number =>
    host === undefined ? 0 : host.startsWith('*.') ? host.length : Infinity;
  const matching = routes.filter(
    ({ host, path, methods, headers }) =>
      (host === undefined ||
        host === request.host ||
        (host.startsWith('*.') && request.host.endsWith(host.slice(1)))) &&
      `${request.path}/`.startsWith(path === '/' ? '/' : `${path}/`) &&
      (!methods || methods.includes(request.method)) &&
      Object.entries(headers ?? {}).every(([name, value]) => request.headers[name] === value),
  );
  return matching.sort((one, other) => {
    const byHost = hostRank(other) - hostRank(one);
    return (
      (Number.isNaN(byHost) ? 0 : byHost) ||
      other.path.length - one.path.length ||
      Number(other.methods !== undefined) - Number(one.methods !== undefined) ||
      Object.keys(other.headers ?? {}).length - Object.keys(one.headers ?? {}).length
    );
  })[0];
}
