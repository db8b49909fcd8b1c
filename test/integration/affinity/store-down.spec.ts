import { StoreUnavailableError } from '../../../apps/gateway/src/data-plane/errors/availability.errors';
import {
  StickySessionStore,
  type StoreOutageMode,
} from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Answer } from '../../support/http-client';
import { aGatewayToItems, codeOf, create, type ItemsGateway } from './support/items-gateway';

/** A gateway whose store is not reachable from now on; a has item 1, and the gateway knew it. */
async function withoutStore(whenDown: StoreOutageMode, rule: object = {}): Promise<ItemsGateway> {
  const key = [{ path: '/items/:item_id' }, { query: 'item_id' }];
  const all = await aGatewayToItems(['a', 'b', 'c'], {
    affinity: { items: { key, ...rule } },
    sections: { debugHeaders: true },
  });
  expect((await create(all.gateway, 1)).text).toBe('created on a');
  const store = all.gateway.application.app.get(StickySessionStore);
  Object.assign(store, { whenDown });
  const fails = (): Promise<never> => Promise.reject(new StoreUnavailableError());
  for (const question of ['find', 'claim', 'confirm', 'move', 'forget'] as const)
    jest.spyOn(store, question).mockImplementation(fails);
  return all;
}

const reason = ({ headers }: Answer) => /reason=([\w-]+)/.exec(String(headers['x-gateway-decision']))?.[1];

describe('while the store of the sticky sessions is not reachable', () => {
  it.each(['useLastKnown', 'fail'] as const)('under %s nothing reaches a backend', async (whenDown) => {
    const { gateway } = await withoutStore(whenDown);
    const before = ['a', 'b', 'c'].map((name) => gateway.backend(name).requests.length);
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await gateway.fetch('/items/1', { method });
      expect([answer.status, codeOf(answer), reason(answer)]).toEqual([
        503,
        'store_unavailable',
        'store-error',
      ]);
    }
    expect(await create(gateway, 2)).toMatchObject({ status: 503 });
    expect(['a', 'b', 'c'].map((name) => gateway.backend(name).requests.length)).toEqual(before);
  });

  it.each(['GET', 'PUT', 'DELETE'])('under locate a %s goes to whom a search finds', async (method) => {
    const { gateway, items } = await withoutStore('locate');
    items.c.kept.set('9', 'item');
    const answer = await gateway.fetch('/items/9', { method, ...(method === 'PUT' && { body: 'new' }) });
    expect([answer.status, answer.text.at(-1), reason(answer)]).toEqual([200, 'c', 'store-error']);
  });

  it('under locate what no backend has goes to whose turn it is, and is not kept', async () => {
    const { gateway } = await withoutStore('locate');
    const answer = await gateway.fetch('/items/404');
    expect([answer.status, reason(answer)]).toEqual([404, 'store-error']);
  });

  it('under locate a create goes to the backend that has it already, if one has', async () => {
    const { gateway, items } = await withoutStore('locate');
    expect(await create(gateway, 2)).toMatchObject({ status: 201 });
    items.c.kept.set('9', 'item');
    expect(await create(gateway, 9)).toMatchObject({ status: 400, text: 'exists on c' });
  });

  it('under locate a create that is to be safe is refused', async () => {
    const { gateway, items } = await withoutStore('locate', { creates: 'safe' });
    const answer = await create(gateway, 2);
    expect([answer.status, codeOf(answer)]).toEqual([503, 'store_unavailable']);
    for (const name of ['a', 'b', 'c']) expect(items[name].kept.has('2')).toBe(false);
  });

  it.each(['useLastKnown', 'locate', 'fail'] as const)(
    'under %s a preferred binding gives up its preference',
    async (whenDown) => {
      const { gateway, items } = await withoutStore(whenDown, { binding: 'preferred' });
      for (const name of ['a', 'b', 'c']) items[name].kept.set('1', 'copy');
      const answers = [await gateway.fetch('/items/1'), await gateway.fetch('/items/1')];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      expect(answers[0].text).not.toBe(answers[1].text);
      expect(answers.map(reason)).toEqual(['store-error', 'store-error']);
    },
  );
});
