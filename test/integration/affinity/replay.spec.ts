import { type StubBackend } from '../../support/stub-backend';
import { aGatewayToItems, changeState, codeOf, create } from './support/items-gateway';

const sendingTo = (backend: StubBackend, id: string): void =>
  backend.answer((request, response) => {
    request.resume().on('end', () => response.writeHead(421, { 'X-Replay-Backend': id }).end('not mine'));
  });

describe('a backend that answers 421 and names another', () => {
  it('leads the request there, and what comes next at once', async () => {
    const { gateway, items } = await aGatewayToItems();
    sendingTo(gateway.backend('a'), 'c');
    items.c.kept.set('1', 'item');
    expect((await gateway.fetch('/items/1')).text).toBe('item on c');
    const before = gateway.backend('a').requests.length;
    expect(await gateway.sequence(3, '/items/1')).toEqual(Array(3).fill('item on c'));
    expect(gateway.backend('a').requests).toHaveLength(before);
  });

  it('is followed with the body of a create, which is then owned by the other', async () => {
    const { gateway, items } = await aGatewayToItems();
    sendingTo(gateway.backend('a'), 'c');
    expect((await create(gateway, 1, 'every byte')).text).toBe('created on c');
    expect(items.c.kept.get('1')).toBe('every byte');
    expect((await gateway.fetch('/items/1')).text).toBe('every byte on c');
  });

  it('is followed although it was known as the owner itself', async () => {
    const { gateway, items } = await aGatewayToItems();
    await create(gateway, 1);
    items.b.kept.set('1', 'moved');
    sendingTo(gateway.backend('a'), 'b');
    expect(await gateway.sequence(2, '/items/1')).toEqual(['moved on b', 'moved on b']);
  });

  it('is not followed with a body too long to be kept', async () => {
    const { gateway } = await aGatewayToItems();
    sendingTo(gateway.backend('a'), 'c');
    const answer = await create(gateway, 1, 'x'.repeat(100_000));
    expect([answer.status, answer.text]).toEqual([421, 'not mine']);
    expect(gateway.backend('c').requests).toEqual([]);
  });

  it('is not followed to one that is not in the pool', async () => {
    const { gateway } = await aGatewayToItems();
    sendingTo(gateway.backend('a'), 'elsewhere');
    expect(await create(gateway, 1)).toMatchObject({ status: 421, text: 'not mine' });
  });

  it('is not followed in circles', async () => {
    const { gateway } = await aGatewayToItems();
    sendingTo(gateway.backend('a'), 'b');
    sendingTo(gateway.backend('b'), 'a');
    expect((await create(gateway, 1)).status).toBe(421);
    expect(['a', 'b'].map((name) => gateway.backend(name).requests.length)).toEqual([1, 1]);
  });

  it('is not followed to one that must not be asked', async () => {
    const all = await aGatewayToItems();
    sendingTo(all.gateway.backend('a'), 'b');
    changeState(all, 'b', (states, pool, backend) => states.setMode(pool, backend, 'disabled', 'test'));
    expect(codeOf(await create(all.gateway, 1))).toBe('owner_unavailable');
  });
});
