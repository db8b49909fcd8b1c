import { type GatewayList } from '@app/contracts';
import { read } from '../admin/support/operator';
import { runCommand } from '../cli/support/run-command';
import { configFor } from '../support/gateway-options';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { ROOT, Processes } from '../support/processes';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { aSharingGateway, eventsOf, LIMIT } from './support/gateways';

function listOf(gateway: TestGateway): Promise<GatewayList> {
  return read<GatewayList>(gateway, '/api/cluster');
}

/** Resolves once the gateway knows gateways of these names, itself first. */
async function untilNamed(gateway: TestGateway, ...names: string[]): Promise<void> {
  await eventually(async () => {
    expect((await listOf(gateway)).gateways.map(({ name }) => name)).toEqual(names);
  });
}

describe('the list of gateways', () => {
  it('has this one alone where nothing is shared', async () => {
    const gateway = await aGateway({ backends: [], pool: { backends: [] }, sections: { name: 'alone' } });
    expect(await listOf(gateway)).toMatchObject({
      sharing: 'alone',
      differences: [],
      gateways: [
        {
          name: 'alone',
          self: true,
          state: 'serving',
          pid: process.pid,
          admin: `http://127.0.0.1:${gateway.adminPort}`,
          configFile: null,
          workers: 1,
        },
      ],
    });
  });
});

describeWithRedis('gateways that share a registry', () => {
  let redis: RedisServer;

  beforeEach(async () => {
    redis = closedAfterTest(await RedisServer.start());
  });

  it('know of each other, point out in what they differ, and forget one that stops at once', async () => {
    const one = await aSharingGateway(redis, [], { name: 'one' });
    const other = await aSharingGateway(redis, [], { name: 'other' });
    await untilNamed(one, 'one', 'other');
    await untilNamed(other, 'other', 'one');
    expect(await listOf(one)).toMatchObject({ sharing: 'together', differences: [] });
    const third = await aSharingGateway(redis, [], { name: 'third', debugHeaders: true });
    await untilNamed(one, 'one', 'other', 'third');
    expect((await listOf(one)).differences).toEqual(['configuration']);
    const { out } = await runCommand(one, ['gateways']);
    expect(out).toMatch(/^ID +STATE +VERSION/);
    expect(out).toMatch(/^one-\w{6} \(this one\) +serving/m);
    expect(out).toContain('They differ in: configuration.');
    await third.application.close();
    await untilNamed(one, 'one', 'other');
    const kinds = (await eventsOf(one)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind.startsWith('cluster.'))).toEqual([
      'cluster.joined',
      'cluster.joined',
      'cluster.left',
    ]);
  });

  it('miss one that was killed, and keep those they knew while Redis is away', async () => {
    const one = await aSharingGateway(redis, [], { name: 'one' });
    const run = new Processes();
    closedAfterTest({ close: () => run.endAll() });
    const stores = { cluster: redis.url, redis: { timeout: `${LIMIT}ms` } };
    const config = configFor({ backends: [], pool: { backends: [] }, sections: { name: 'two', stores } }, []);
    const child = run.start('node', [
      ...['-r', `${ROOT}/test/items-api/support/typescript.cjs`],
      ...[`${ROOT}/test/cluster/support/lone-gateway.ts`, JSON.stringify(config)],
    ]);
    await child.untilOutput(/listening/);
    await untilNamed(one, 'one', 'two');
    await redis.kill();
    await eventually(async () => expect((await listOf(one)).sharing).toBe('split'));
    await untilNamed(one, 'one', 'two');
    await redis.run();
    await eventually(async () => expect((await listOf(one)).sharing).toBe('together'));
    await untilNamed(one, 'one', 'two');
    child.signalGroup('SIGKILL');
    await untilNamed(one, 'one');
  });
});
