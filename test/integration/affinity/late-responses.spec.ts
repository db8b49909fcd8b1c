import { ExchangeLifecycle } from '../../../apps/gateway/src/data-plane/exchange/exchange-lifecycle';
import { eventually } from '../../support/eventually';
import { holdRequest, holdResponse } from './support/held-exchange';
import { create, type ItemsGateway, withRule } from './support/items-gateway';

const NAMES = ['a', 'b', 'c'];

const owners = ({ items }: ItemsGateway) => NAMES.filter((name) => items[name].kept.has('1'));

/** Has every backend asked once, so that the next turn is not the owner's. */
async function passTurn({ gateway }: ItemsGateway, owner: string): Promise<void> {
  while ((await gateway.fetch('/items/')).text.at(-1) !== owner);
}

describe.each(['available', 'safe'])(
  'a response that arrives after a later create, with creates: %s',
  (creates) => {
    it.each(['DELETE', 'GET'])('of a %s takes nothing away from the new item', async (method) => {
      const all = await withRule({ creates });
      const owner = (await create(all.gateway, 1)).text.at(-1)!;
      if (method === 'GET') all.items[owner].kept.delete('1');
      const late = holdResponse(all, owner, method);
      const response = all.gateway.fetch('/items/1', { method });
      await late.reached;
      expect((await create(all.gateway, 1)).text).toBe(`created on ${owner}`);
      late.release();
      await response;
      await passTurn(all, owner);
      expect((await create(all.gateway, 1)).text).toBe(`exists on ${owner}`);
      expect((await all.gateway.fetch('/items/1')).text).toBe(`item on ${owner}`);
      expect(owners(all)).toEqual([owner]);
    });

    it('of a GET while the item is created is remembered by no absence', async () => {
      const all = await withRule({ creates });
      const create1 = holdRequest(all, 'a', 'POST');
      const creating = create(all.gateway, 1);
      await create1.reached;
      expect((await all.gateway.fetch('/items/1')).status).toBe(404);
      create1.release();
      expect((await creating).status).toBe(201);
      const late = holdResponse(all, 'a', 'DELETE');
      const deleting = all.gateway.fetch('/items/1', { method: 'DELETE' });
      await late.reached;
      await create(all.gateway, 1);
      late.release();
      await deleting;
      await passTurn(all, 'a');
      expect((await all.gateway.fetch('/items/1')).text).toBe('item on a');
      expect((await all.gateway.fetch('/items/1', { method: 'PUT', body: 'new' })).text).toBe('new on a');
    });
  },
);

describe('a create whose client has left', () => {
  it.each(['available', 'safe'])(
    'keeps its session until its outcome is known, creates: %s',
    async (creates) => {
      const all = await withRule({ creates });
      const owner = (await create(all.gateway, 1)).text.at(-1)!;
      const abandoned = holdRequest(all, owner, 'POST');
      const request = all.gateway.open('/items/?item_id=1', { method: 'POST' });
      request.on('error', () => undefined).end('item');
      await abandoned.reached;
      request.destroy();
      const exchanges = all.gateway.application.app.get(ExchangeLifecycle);
      await eventually(() => expect(exchanges.inFlight).toBe(0));
      expect((await all.gateway.fetch('/items/1', { method: 'DELETE' })).status).toBe(200);
      await passTurn(all, owner);
      const again = create(all.gateway, 1);
      abandoned.release();
      expect((await again).text.at(-1)).toBe(owner);
      expect(owners(all)).toEqual([owner]);
    },
  );
});
