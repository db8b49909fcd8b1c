import { type AddressInfo } from 'node:net';
import { type Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { GatewayConfigurator } from '../../apps/gateway/src/runtime/gateway-configurator';
import { GatewayModule } from '../../apps/gateway/src/app/gateway.module';
import { Reloader } from '../../apps/gateway/src/runtime/reload/reloader';
import { configOf } from '../config/config-of';
import { closedAfterTest } from '../support/closing';
import { HttpClient } from '../support/http-client';

async function anApplicationWithAGateway() {
  const config = configOf({ pools: { main: { backends: [] } } });
  const app = closedAfterTest(await NestFactory.create(GatewayModule.forRoot(config), { logger: false }));
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { app, client: closedAfterTest(new HttpClient(port)) };
}

describe('an application that contains the gateway', () => {
  it('does not get the operator’s API on its own port', async () => {
    const { client } = await anApplicationWithAGateway();
    expect((await client.fetch('/api/reload', { method: 'POST' })).status).toBe(404);
    expect((await client.fetch('/health/live')).status).toBe(404);
  });

  it('applies configurations itself', async () => {
    const { app } = await anApplicationWithAGateway();
    const configurator = app.get(GatewayConfigurator);
    const wanted = configOf({ listen: { port: 1 }, pools: { other: { backends: [] } } });
    expect(await configurator.apply(wanted)).toEqual(['listen.port']);
    expect(configurator.running.pools.map(({ name }) => name)).toEqual(['other']);
  });

  it('is told that there is no file to read', async () => {
    const { app } = await anApplicationWithAGateway();
    expect(await app.get(Reloader).reload('test')).toMatchObject({ outcome: 'refused' });
  });
});
