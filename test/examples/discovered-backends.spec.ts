import { stubs } from '../reload/support/file-gateway';
import { eventually } from '../support/eventually';
import { RunningExample } from './support/running-example';

describe('examples/discovered-backends.yaml', () => {
  it('serves with the backends of the inventory, and continues without it', async () => {
    const [reserve, inventory, one, two] = await stubs('8000', '9000', 'one', 'two');
    let list = [{ id: 'one', url: one.url }];
    inventory.answer((_, response) => response.end(JSON.stringify(list)));
    const example = await RunningExample.start('discovered-backends.yaml', [reserve, inventory]);
    expect(await example.sequence(2, '/')).toEqual(['one', 'one']);
    list = [...list, { id: 'two', url: two.url }];
    await eventually(async () =>
      expect(new Set(await example.sequence(4, '/'))).toEqual(new Set(['one', 'two'])),
    );
    const { text: owner } = await example.fetch('/items/?item_id=1', { method: 'POST' });
    await inventory.stop();
    expect(await example.sequence(2, '/items/1')).toEqual([owner, owner]);
    expect(reserve.requests).toEqual([]);
  });
});
