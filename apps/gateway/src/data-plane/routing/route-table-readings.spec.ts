import * as fc from 'fast-check';
import { posix } from 'node:path';
import { tableOf, where } from '../../../../../test/support/some-routes';

describe('RouteTable, reading a path', () => {
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

  // The normalizations that well-known servers apply to a path before they look for its handler.
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
