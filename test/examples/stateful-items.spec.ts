import { RunningExample } from './support/running.example';

const create = { method: 'POST', body: '{}' };

describe('examples/stateful-items.yaml', () => {
  it('spreads new items over all instances', async () => {
    const example = await RunningExample.start('stateful-items.yaml');
    const owners: string[] = [];
    for (let id = 1; id <= 4; id++) owners.push((await example.fetch(`/items/?item_id=${id}`, create)).text);
    expect(owners.sort()).toEqual(['8000', '8001', '8002', '8003']);
  });

  it('sends whatever is asked about an item to the instance that has it', async () => {
    const example = await RunningExample.start('stateful-items.yaml');
    await example.sequence(1, '/ping');
    const { text: owner } = await example.fetch('/items/?item_id=42', create);
    expect(await example.sequence(5, '/items/42')).toEqual(Array(5).fill(owner));
    expect((await example.fetch('/items/42', { method: 'PUT', body: '{}' })).text).toBe(owner);
  });

  it('gives turns to requests that name no item', async () => {
    const example = await RunningExample.start('stateful-items.yaml');
    expect(await example.sequence(4, '/ping')).toEqual(['8000', '8001', '8002', '8003']);
  });
});
