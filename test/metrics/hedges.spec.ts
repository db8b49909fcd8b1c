import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

describe('the metrics of hedges', () => {
  it('count the second backends that were asked, apart from retries, because the first took long', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'], pool: { balance: 'first', hedge: true } });
    gateway.backend('a').fallSilent();
    expect((await scrape(gateway)).sum('hedges_total', { pool: 'main' })).toBe(0);
    gateway.application.app.get(PoolTable).find('main')!.p95 = 1;
    expect((await gateway.fetch('/')).text).toBe('b');
    const found = await scrapeUntil(gateway, (each) => each.sum('requests_total') === 1);
    expect(found.sum('hedges_total', { pool: 'main' })).toBe(1);
    expect(found.sum('attempts_total', { pool: 'main' })).toBe(2);
    // No attempt was repeated.
    expect(found.sum('retries_total', { pool: 'main' })).toBe(0);
  });
});
