import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { ConfigSource } from '../../apps/gateway/src/runtime/reload/config.source';
import { aFolder, FileGateway, stubs } from '../reload/support/file-gateway';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { Items } from '../support/items';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { EXAMPLES } from './support/running-example';

const REGISTRY_TOKEN = '0123456789abcdef';

describeWithRedis('examples/several-gateways.yaml', () => {
  async function aGateway(redis: RedisServer, name: string): Promise<FileGateway> {
    const file = join(aFolder(), 'gateway.yaml');
    writeFileSync(file, readFileSync(join(EXAMPLES, 'several-gateways.yaml'), 'utf8'));
    const env = { REDIS_URL: redis.url, REGISTRY_TOKEN, GATEWAY_NAME: name, PORT: '0', ADMIN_PORT: '0' };
    const source = new ConfigSource({ env, cwd: '/', file });
    const { config } = source.load();
    const patient = {
      ...config,
      stores: { ...config.stores, redis: { ...config.stores.redis, timeout: 2_000 } },
    };
    const application = await GatewayApplication.start(patient, false, source);
    return closedAfterTest(new FileGateway(application, file));
  }

  it('shares backends, owners and what operators want', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const [one, other] = [await aGateway(redis, 'edge-1'), await aGateway(redis, 'edge-2')];
    const backends = await stubs('a', 'b');
    for (const backend of backends) Items.of(backend);
    const headers = { authorization: `Bearer ${REGISTRY_TOKEN}`, 'content-type': 'application/json' };
    for (const [at, { url, name }] of backends.entries()) {
      const gateway = [one, other][at];
      const body = JSON.stringify({ pool: 'items', url, id: name });
      const path = `http://127.0.0.1:${gateway.application.adminPort}/registry`;
      expect((await fetch(path, { method: 'POST', headers, body })).status).toBe(200);
    }
    for (const gateway of [one, other])
      await eventually(async () => {
        const { text } = await gateway.ask('GET', '/api/pools/items/backends');
        expect((JSON.parse(text) as { backends: { id: string }[] }).backends.map(({ id }) => id)).toEqual([
          'a',
          'b',
        ]);
      });
    expect((await one.fetch('/items/?item_id=7', { method: 'POST', body: 'item' })).status).toBe(201);
    expect((await other.fetch('/items/7')).status).toBe(200);
    await one.send('PATCH', '/api/pools/items/backends/a', { state: 'draining' });
    await eventually(async () =>
      expect((await other.ask('GET', '/api/pools/items/backends/a')).text).toContain('"state":"draining"'),
    );
  });
});
