import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { eventually } from '../support/eventually';
import { RunningExample } from './support/running-example';

const create = { method: 'POST', body: '{}' };

describe('examples/stateful-items.yaml', () => {
  it('spreads new items over all instances', async () => {
    const example = await RunningExample.start('stateful-items.yaml');
    const owners: string[] = [];
    for (let id = 1; id <= 4; id++) owners.push((await example.fetch(`/items/?item_id=${id}`, create)).text);
    expect(owners.sort()).toEqual(['8000', '8001', '8002', '8003']);
  });

  it('asks each instance whether it is ready, and gives the new items of one that is not to the others', async () => {
    const example = await RunningExample.start('stateful-items.yaml');
    const pool = example.application.app.get(PoolTable).find('items')!;
    await eventually(() => expect(pool.backends.map(({ state }) => state)).toEqual(Array(4).fill('healthy')));
    expect(example.backend(8003).requests.map(({ target }) => target)).toContain('/health/ready');
    example
      .backend(8003)
      .answer((_request, response) => response.writeHead(503, { 'retry-after': '1' }).end());
    await eventually(() => expect(pool.backends[3].state).toBe('draining'));
    const owners: string[] = [];
    for (let id = 1; id <= 6; id++) owners.push((await example.fetch(`/items/?item_id=${id}`, create)).text);
    expect(owners).not.toContain('8003');
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
