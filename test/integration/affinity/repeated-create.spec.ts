import { aGatewayToItems, type ItemsGateway } from './support/items-gateway';

const create = ({ gateway }: ItemsGateway) =>
  gateway.fetch('/items/?item_id=1', {
    method: 'POST',
    headers: { 'Idempotency-Key': 'k', 'Content-Length': 4 },
    body: 'item',
  });

/** `a` takes the first request and closes without an answer; from the second on it answers with this status. */
function failsOnce({ gateway, items }: ItemsGateway, status: number, creates: boolean): void {
  gateway.backend('a').answer(async (request, response) => {
    for await (const _piece of request);
    if (creates) items.a.kept.set('1', 'item');
    response.destroy();
    gateway.backend('a').answer((_next, second) => second.writeHead(status).end('second'));
  });
}

describe('a create that is repeated because its answer never came', () => {
  it('is repeated where it may have been done, and nowhere else', async () => {
    const all = await aGatewayToItems();
    failsOnce(all, 201, true);
    expect(await create(all)).toMatchObject({ status: 201, text: 'second' });
    expect(['b', 'c'].map((name) => all.gateway.backend(name).requests.length)).toEqual([0, 0]);
  });

  it('keeps its claim when the repetition is refused, since the first may have been done', async () => {
    const all = await aGatewayToItems();
    failsOnce(all, 409, true);
    expect((await create(all)).status).toBe(409);
    all.gateway.backend('a').answer(all.items.a.answering);
    expect((await all.gateway.fetch('/items/1', { method: 'PUT', body: 'better' })).text).toBe('better on a');
    expect((await create(all)).text).toBe('exists on a');
  });
});
