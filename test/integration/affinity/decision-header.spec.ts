import { aGatewayToItems, changeState, create, withRule } from './support/items-gateway';
import { aGateway } from '../../support/test-gateway';
import { Items } from '../../support/items';

const SECTIONS = { debugHeaders: true };

describe('X-Gateway-Decision', () => {
  it('tells rule, backend, reason and age', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'], sections: SECTIONS });
    for (const name of ['a', 'b']) Items.of(gateway.backend(name));
    const decision = async (path: string, method = 'GET') =>
      (await gateway.fetch(path, { method })).headers['x-gateway-decision'];
    expect(await decision('/items/?item_id=1', 'POST')).toBe('rule=items; backend=a; reason=claimed');
    expect(await decision('/items/1')).toMatch(/^rule=items; backend=a; reason=owner; age=\d+s$/);
    expect(await decision('/items/2')).toMatch(/^rule=items; backend=b; reason=miss$/);
    expect(await decision('/ping')).toMatch(/^backend=[ab]; reason=no-key$/);
  });

  it('is told with an error of the gateway, too, and with whom a search found', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'], sections: SECTIONS });
    const items = Object.fromEntries(['a', 'b'].map((name) => [name, Items.of(gateway.backend(name))]));
    items.b.kept.set('1', 'item');
    expect((await gateway.fetch('/items/1')).headers['x-gateway-decision']).toMatch(
      /^rule=items; backend=b; reason=located; age=\d+s$/,
    );
    changeState({ gateway, items }, 'b', (states, pool, backend) =>
      states.setHealth(pool, backend, 'unhealthy', 'test'),
    );
    const refused = await gateway.fetch('/items/1');
    expect(refused.status).toBe(503);
    expect(refused.headers['x-gateway-decision']).toMatch(/^rule=items; reason=owner; age=\d+s$/);
  });

  it.each([
    ['fallback', 'fallback'],
    ['reassign', 'moved'],
  ])(
    'under onOwnerUnavailable: %s tells the reason %s when the owner is down',
    async (onOwnerUnavailable, reason) => {
      const key = [{ path: '/items/:item_id' }, { query: 'item_id' }];
      const all = await aGatewayToItems(['a', 'b'], {
        affinity: { items: { key, onOwnerUnavailable } },
        sections: SECTIONS,
      });
      await create(all.gateway, 1);
      all.items.b.kept.set('1', 'copy');
      changeState(all, 'a', (states, pool, backend) => states.setHealth(pool, backend, 'unhealthy', 'test'));
      const { status, headers } = await all.gateway.fetch('/items/1');
      expect(status).toBe(200);
      expect(headers['x-gateway-decision']).toMatch(
        new RegExp(`^rule=items; backend=b; reason=${reason}; age=\\d+s$`),
      );
    },
  );

  it('tells spilled when the owner of a preferred binding is overloaded', async () => {
    const affinity = { items: { key: [{ path: '/items/:item_id' }], binding: 'preferred' } };
    const { gateway, items } = await aGatewayToItems(['a', 'b'], { affinity, sections: SECTIONS });
    for (const name of ['a', 'b']) items[name].kept.set('1', 'copy');
    await gateway.fetch('/items/1');
    const owner = gateway.state('a');
    owner.maxInFlight = owner.inFlight = 1;
    const { headers } = await gateway.fetch('/items/1');
    owner.inFlight = 0;
    expect(headers['x-gateway-decision']).toMatch(/^rule=items; backend=b; reason=spilled; age=\d+s$/);
  });

  it('tells cookie where one names the backend, and miss where none does yet', async () => {
    const affinity = { own: { cookie: { keys: ['k'.repeat(32)] } } };
    const routes = [{ pool: 'main', affinity: ['own'] }];
    const gateway = await aGateway({ backends: ['a', 'b'], affinity, routes, sections: SECTIONS });
    const { headers } = await gateway.fetch('/');
    expect(headers['x-gateway-decision']).toBe('rule=own; backend=a; reason=miss');
    const cookie = headers['set-cookie']![0].split(';')[0];
    const next = await gateway.fetch('/', { headers: { cookie } });
    expect(next.headers['x-gateway-decision']).toBe('rule=own; backend=a; reason=cookie');
  });

  it('tells hash where that names the backend', async () => {
    const affinity = { own: { mode: 'hash', key: [{ query: 'user' }] } };
    const routes = [{ pool: 'main', affinity: ['own'] }];
    const gateway = await aGateway({ backends: ['a', 'b'], affinity, routes, sections: SECTIONS });
    const { text, headers } = await gateway.fetch('/?user=x');
    expect(headers['x-gateway-decision']).toBe(`rule=own; backend=${text}; reason=hash`);
  });

  it('takes the place of what a backend says there', async () => {
    const gateway = await aGateway({ backends: ['a'], sections: SECTIONS });
    gateway.backend('a').answer((_, response) => response.setHeader('X-Gateway-Decision', 'forged').end());
    const { rawHeaders } = await gateway.fetch('/');
    expect(rawHeaders.filter((field) => /^x-gateway-decision$/i.test(field))).toHaveLength(1);
    expect(rawHeaders).not.toContain('forged');
  });

  it('is not sent unless it is asked for', async () => {
    const { gateway } = await withRule({});
    expect((await create(gateway, 1)).headers).not.toHaveProperty('x-gateway-decision');
  });
});
