import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { aGatewayToItems } from '../integration/affinity/support/items-gateway';
import { scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

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

  it('count probes by how they ended', async () => {
    const health = { enabled: true, interval: '20ms', fastInterval: '10ms', downInterval: '20ms' };
    const gateway = await aGateway({ backends: ['a', 'b'], pool: { panicThreshold: 0, health } });
    await gateway.kill('a');
    const found = await scrapeUntil(
      gateway,
      (each) =>
        each.sum('probes_total', { pool: 'main', backend: 'a', result: 'failed' }) >= 3 &&
        each.sum('probes_total', { pool: 'main', backend: 'b', result: 'passed' }) >= 3,
    );
    expect(found.sum('probes_total', { backend: 'b', result: 'failed' })).toBe(0);
  });

  it('count how often live traffic has taken each out', async () => {
    const outlierDetection = { consecutiveFailures: 2 };
    const gateway = await aGateway({
      backends: ['a', 'b'],
      pool: { outlierDetection, retry: { attempts: 1 } },
    });
    gateway.backend('a').answer((_request, response) => response.writeHead(503).end());
    expect((await scrape(gateway)).sum('ejections_total', { backend: 'a' })).toBe(0);
    for (let turn = 0; turn < 4; turn++) await gateway.fetch('/');
    const found = await scrape(gateway);
    expect(found.sum('ejections_total', { pool: 'main', backend: 'a' })).toBe(1);
    expect(found.sum('ejections_total', { pool: 'main', backend: 'b' })).toBe(0);
    expect(found.sum('backend_state', { backend: 'a', state: 'ejected' })).toBe(1);
  });

  it('count the requests that wait for a connection', async () => {
    const gateway = await aGateway({ backends: ['a'], pool: { connections: { max: 1 } } });
    gateway.backend('a').fallSilent();
    const arriving = gateway.backend('a').nextRequest();
    const answers = [1, 2, 3].map(() => gateway.fetch('/'));
    const { response } = await arriving;
    await scrapeUntil(gateway, (each) => each.sum('upstream_requests_queued', { backend: 'a' }) === 2);
    gateway.backend('a').answerAsUsual();
    response.end('a');
    await Promise.all(answers);
    expect((await scrape(gateway)).sum('upstream_requests_queued', { backend: 'a' })).toBe(0);
  });

  it('tell the state of each, how it came there, and whether it is available', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    const { app } = gateway.application;
    const pool = app.get(PoolTable).find('main')!;
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

  it('count the searches for an owner by how they ended', async () => {
    const { gateway, items } = await aGatewayToItems(['a', 'b', 'c']);
    items.c.kept.set('1', 'item');
    for (const id of [1, 2]) await gateway.fetch(`/items/${id}`, { method: 'PUT', body: 'x' });
    const found = await scrape(gateway);
    expect(
      found.samples('locate_searches_total').map(({ labels, value }) => [labels.outcome, value]),
    ).toEqual([
      ['found', 1],
      ['absent', 1],
      ['unknown', 0],
      ['refused', 0],
    ]);
  });
});
