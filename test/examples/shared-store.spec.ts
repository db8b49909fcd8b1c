import { RunningExample } from './support/running-example';

describe('examples/shared-store.yaml', () => {
  it('lets every instance serve every item', async () => {
    const example = await RunningExample.start('shared-store.yaml');
    await example.fetch('/items/?item_id=42', { method: 'POST', body: '{}' });
    expect(await example.sequence(4, '/items/42')).toEqual(['8001', '8002', '8003', '8000']);
  });
});
