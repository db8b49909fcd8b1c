import * as fc from 'fast-check';
import { type Route } from './route';
import { RouteTable } from './route-table';

describe('RouteTable, on any table', () => {
  it('agrees with a search through the list', () => {
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
