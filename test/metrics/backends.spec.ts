import { BackendStates } from '../../apps/gateway/src/upstream/backend.states';
import { PoolRegistry } from '../../apps/gateway/src/upstream/pool.registry';
import { scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test.gateway';

describe('the metrics of backends', () => {
  it('count attempts, the ones that failed and why, and retries', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.kill('a');
    await gateway.fetch('/');
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 1);
    expect(found.sum('attempts_total', { pool: 'main', backend: 'a' })).toBe(1);
    expect(found.sum('attempts_total', { pool: 'main', backend: 'b' })).toBe(1);
    expect(found.sum('attempt_failures_total', { backend: 'a', code: 'upstream_connect' })).toBe(1);
    expect(found.sum('retries_total', { pool: 'main' })).toBe(1);
  });

  it('tell the state of each, how it came there, and whether it is available', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const { app } = gateway.application;
    const pool = app.get(PoolRegistry).find('main')!;
    app.get(BackendStates).setMode(pool, pool.find('a')!, 'draining', 'a test says so');
    const found = await scrape(gateway);
    expect(found.samples('backend_state').map(({ labels }) => [labels.backend, labels.state])).toEqual([
      ['a', 'draining'],
      ['b', 'unknown'],
    ]);
    expect(found.sum('backend_available', { backend: 'a' })).toBe(0);
    expect(found.sum('backend_available', { backend: 'b' })).toBe(1);
    expect(found.sum('backend_state_changes_total', { backend: 'a', state: 'draining' })).toBe(1);
  });

  it('count who owns how much, and what the rules decided', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    await gateway.fetch('/items?item_id=1', { method: 'POST' });
    await gateway.fetch('/items/1');
    await gateway.fetch('/items/1');
    const found = await scrapeUntil(gateway, (each) => each.sum('sticky_lookups_total') === 3);
    expect(found.sum('sticky_sessions', { backend: 'a' })).toBe(1);
    expect(found.sum('sticky_lookups_total', { rule: 'items', reason: 'claimed' })).toBe(1);
    expect(found.sum('sticky_lookups_total', { rule: 'items', reason: 'owner' })).toBe(2);
  });
});
