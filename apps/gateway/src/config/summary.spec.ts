import { EXAMPLE } from './reference/example';
import { configOf } from '../../../../test/config/config-of';
import { summarise } from './summary';

describe('summarise', () => {
  it('shows routes, pools and backends in one screen', () => {
    expect(summarise(configOf(EXAMPLE))).toBe(
      [
        'Clients connect to 0.0.0.0:8080, operators to 127.0.0.1:8081 without a token.',
        '',
        'api.example.com/items  →  items, to the owner by items',
        '/assets (GET, HEAD)    →  static',
        '/old                   →  308 to https://{host}/new',
        '/robots.txt            →  200',
        '/                      →  items',
        '',
        'items   round-robin     127.0.0.1:8000, big (http://127.0.0.1:8001, weight 3, at most 200 in flight)',
        'static  least-requests  127.0.0.1:9000',
      ].join('\n'),
    );
  });

  it('says what decides who may use a route', () => {
    const summary = summarise(
      configOf({
        routes: [
          { path: '/office', pool: 'items', deny: ['10.0.0.0/8'], cors: { origins: ['*'] } },
          { path: '/', pool: 'items' },
        ],
      }),
    );
    expect(summary).toContain('/office  →  items (deny, cors)\n');
    expect(summary).toContain('/        →  items\n');
  });

  it('stays one screen with a thousand routes and backends', () => {
    const many = Array.from({ length: 1000 }, (_, index) => index);
    const summary = summarise(
      configOf({
        routes: many.map((index) => ({ path: `/${index}`, pool: 'items' })),
        pools: { items: { backends: many.map((index) => `http://10.0.0.1:${index + 1}`) } },
      }),
    );
    expect(summary.split('\n').length).toBeLessThan(30);
    expect(summary).toContain('… and 980 more routes');
    expect(summary).toContain('10.0.0.1:20, and 980 more');
  });
});
