import { aGatewayFrom, type FileGateway, listed, stubs } from '../reload/support/file-gateway';
import { type Sending } from '../support/http-client';
import { scrape, scrapeUntil, type Scraped } from '../support/scrape';

function operatorOf(gateway: FileGateway): Scraped {
  return {
    admin: (path: string, sending?: Sending) => gateway.ask('GET', path, sending?.headers),
  };
}

describe('the metrics over a reload', () => {
  it('go on counting for routes and backends that stay, and forget those that are gone', async () => {
    const [a, b] = await stubs('a', 'b');
    const routes = [
      { name: 'kept', path: '/kept', pool: 'main' },
      { name: 'gone', path: '/gone', pool: 'main' },
    ];
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a, b) } }, routes });
    const operator = operatorOf(gateway);
    for (const path of ['/kept', '/kept', '/gone', '/gone']) await gateway.fetch(path);
    await scrapeUntil(operator, (found) => found.sum('requests_total') === 4);
    gateway.write({ pools: { main: { backends: listed(a) } }, routes: routes.slice(0, 1) });
    await gateway.reload();
    await gateway.fetch('/kept');
    const found = await scrapeUntil(operator, (each) => each.sum('requests_total', { backend: 'a' }) === 2);
    expect(found.sum('requests_total', { route: 'kept', backend: 'a' })).toBe(2);
    // All three of the route: what went to the backend that is gone belongs to it, too.
    expect(found.sum('request_duration_seconds_count', { route: 'kept' })).toBe(3);
    expect(found.samples('attempts_total').map(({ labels }) => labels.backend)).toEqual(['a']);
    expect(JSON.stringify(found.families)).not.toMatch(/"(gone|b)"/);
  });

  it('count the readings of the configuration, and tell how the last one ended', async () => {
    const gateway = await aGatewayFrom({ pools: { main: { backends: [] } } });
    const operator = operatorOf(gateway);
    const before = await scrape(operator);
    expect(before.sum('config_reloads_total')).toBe(0);
    expect(before.sum('config_last_reload_successful')).toBe(1);
    await gateway.reload();
    gateway.write('pools: nonsense');
    await gateway.reload();
    const after = await scrape(operator);
    expect(after.sum('config_reloads_total', { result: 'success' })).toBe(1);
    expect(after.sum('config_reloads_total', { result: 'failure' })).toBe(1);
    expect(after.sum('config_last_reload_successful')).toBe(0);
    const at = 'config_last_success_timestamp_seconds';
    expect(after.sum(at)).toBeGreaterThanOrEqual(before.sum(at));
  });

  it('keep to what the start said about whether anything is counted', async () => {
    const gateway = await aGatewayFrom({ pools: { main: { backends: [] } } });
    gateway.write({ pools: { main: { backends: [] } }, metrics: { enabled: false } });
    const report = await gateway.reload();
    expect(JSON.parse(report.text).needsRestart).toEqual(['metrics.enabled']);
    expect((await gateway.ask('GET', '/metrics')).status).toBe(200);
  });
});
