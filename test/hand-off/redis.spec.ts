import { type MoveReport } from '@app/contracts';
import { ask, read } from '../admin/support/operator';
import { closedAfterTest } from '../support/closing';
import { describeWithRedis } from '../support/describe-with-redis';
import { until } from '../support/eventually';
import { RedisServer } from '../support/redis-server';
import { aMovableGateway, create } from './support/movable-items';

const PATH = '/api/pools/main/backends/a/move';

describeWithRedis('the hand-off of what a backend owns, with the sessions in Redis', () => {
  it('moves all of it', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const all = await aMovableGateway(
      ['a', 'b'],
      {},
      {
        pool: { balance: 'first' },
        more: { stores: { stickySessions: redis.url } },
      },
    );
    for (let id = 1; id <= 40; id++) await create(all.gateway, id);
    expect((await ask(all.gateway, 'POST', PATH)).status).toBe(202);
    let report: MoveReport;
    await until(async () => !(report = await read<MoveReport>(all.gateway, PATH)).running);
    expect(report!).toMatchObject({ moved: 40, ownedSessions: 0, problem: null });
    expect(all.of.b.items.kept.size).toBe(40);
  });
});
