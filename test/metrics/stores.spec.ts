import { closedAfterTest } from '../support/closing';
import { Items } from '../support/items';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { scrape, scrapeUntil } from '../support/scrape';
import { aGateway } from '../support/test-gateway';

describeWithRedis('the metrics of a store in Redis', () => {
  async function aGatewayOnRedis() {
    const redis = closedAfterTest(await RedisServer.start());
    const gateway = await aGateway({
      backends: ['a', 'b'],
      sections: { stores: { stickySessions: redis.url, redis: { timeout: '2s' } } },
    });
    Items.of(gateway.backend('a'));
    Items.of(gateway.backend('b'));
    return { redis, gateway };
  }

  it('tell how long each kind of call takes, and that it answers', async () => {
    const { redis, gateway } = await aGatewayOnRedis();
    await gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'item' });
    const found = await scrape(gateway);
    const claim = { store: redis.url, operation: 'begin' };
    expect(found.sum('store_up', { store: redis.url })).toBe(1);
    expect(found.sum('store_call_duration_seconds_count', claim)).toBeGreaterThan(0);
    expect(found.sum('store_call_duration_seconds_sum', claim)).toBeGreaterThan(0);
    expect(found.sum('store_calls_short_circuited_total')).toBe(0);
  });

  it('tell that it does not answer, and what that cost', async () => {
    const { redis, gateway } = await aGatewayOnRedis();
    await redis.kill();
    await scrapeUntil(gateway, (each) => each.sum('store_up', { store: redis.url }) === 0);
    await gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'item' });
    expect(
      (await scrape(gateway)).sum('store_calls_short_circuited_total', { store: redis.url }),
    ).toBeGreaterThan(0);
    await redis.run();
    await scrapeUntil(gateway, (each) => each.sum('store_up', { store: redis.url }) === 1);
  });

  it('count the calls that are not answered in time', async () => {
    const { redis, gateway } = await aGatewayOnRedis();
    redis.signal('SIGSTOP');
    await gateway.fetch('/items/?item_id=1', { method: 'POST', body: 'item' });
    const found = await scrape(gateway);
    redis.signal('SIGCONT');
    expect(found.sum('store_call_failures_total', { store: redis.url })).toBeGreaterThan(0);
  });
});
