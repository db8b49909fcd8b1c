import { attack, get } from './support/attack';

const CLOSE = 'Connection: close\r\n';

describe('the lookup of a route', () => {
  const routes = [
    { path: '/api', pool: 'main' },
    { path: '/fresh', pool: 'main' },
    { host: 'a.example', path: '/only', pool: 'main' },
  ];

  it.each(['/apix', '/api.', '/api%20', '/xapi', '/'])(
    'C-26 takes a path segment by segment, never by the letters it begins with: %s',
    async (target) => {
      expect(await attack(get(target, CLOSE), { routes })).toMatchObject({ statuses: [404], reached: [] });
    },
  );

  it.each([
    ['a.example.evil', '/only'],
    ['evil.a.example', '/only'],
    ['a.exampl', 'e/only'],
    ['xa.example', '/only'],
  ])('C-26 never takes a host and a path together: %s %s', async (host, target) => {
    const { reached } = await attack(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}\r\n`, { routes });
    expect(reached).toEqual([]);
  });

  it.each([
    '/a'.repeat(2000),
    `/${'a'.repeat(8000)}`,
    `/api${'/..'.repeat(1000)}/x`,
    `/api/${'%2e'.repeat(2000)}`,
  ])('C-27 ends, whatever path it is given: %.20s…', async (target) => {
    const affinity = { nested: { key: [{ path: '/a/:b/a/:c/a/:d/a/:e/x' }, { path: '/api/:a' }] } };
    const found = [{ path: '/', pool: 'main', affinity: ['nested'] }];
    const { statuses } = await attack(get(target, CLOSE), { affinity, routes: found });
    expect([200, 400]).toContain(statuses[0]);
  });
});
