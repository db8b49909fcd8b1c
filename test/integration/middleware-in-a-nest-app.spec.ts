import { type AddressInfo } from 'node:net';
import { type Server } from 'node:http';
import { Controller, Get, type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GatewayModule } from '../../apps/gateway/src/app/gateway.module';
import { ProxyMiddleware } from '../../apps/gateway/src/data-plane/proxy.middleware';
import { UpstreamClient } from '../../apps/gateway/src/data-plane/upstream/upstream-client';
import { closedAfterTest } from '../support/closing';
import { configFor, startBackends } from '../support/gateway-options';
import { HttpClient } from '../support/http-client';
import { Items } from '../support/items';
import { type StubBackend } from '../support/stub-backend';

@Controller('own')
class OwnController {
  @Get()
  answer(): string {
    return 'mine';
  }
}

/** A user's Nest application that forwards these paths, and the backend behind it. */
async function aNestApplication(
  forwardedPaths: string,
): Promise<{ backend: StubBackend; client: HttpClient }> {
  const wishes = { backends: ['a'] };
  const backends = await startBackends(wishes);

  @Module({ imports: [GatewayModule.forRoot(configFor(wishes, backends))], controllers: [OwnController] })
  class ApplicationModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      consumer.apply(ProxyMiddleware).forRoutes(forwardedPaths);
    }
  }

  const app = await NestFactory.create(ApplicationModule, { bodyParser: false, logger: false });
  closedAfterTest({
    close: () => {
      app.get(UpstreamClient).destroy();
      return app.close();
    },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { backend: backends[0] as StubBackend, client: closedAfterTest(new HttpClient(port)) };
}

describe('the proxy middleware in a Nest application of its user', () => {
  it('forwards whatever it is mounted on, target and body untouched', async () => {
    const { backend, client } = await aNestApplication('{*path}');
    const answer = await client.fetch('/deep/path%2F?x=%20y', { method: 'POST', body: 'body' });
    expect(answer).toMatchObject({ status: 200, text: 'a' });
    expect(backend.requests[0].target).toBe('/deep/path%2F?x=%20y');
    expect((await backend.requests[0].body()).toString()).toBe('body');
  });

  it('keeps items with their owners', async () => {
    const { backend, client } = await aNestApplication('{*path}');
    Items.of(backend);
    const creating = { method: 'POST', body: 'item' };
    expect((await client.fetch('/items/?item_id=1', creating)).status).toBe(201);
    expect((await client.fetch('/items/?item_id=1', creating)).status).toBe(400);
    expect((await client.fetch('/items/1')).text).toBe('item on a');
  });

  it('leaves to the application what it is not mounted on', async () => {
    const { backend, client } = await aNestApplication('api/{*path}');
    expect((await client.fetch('/own')).text).toBe('mine');
    expect((await client.fetch('/api/x')).text).toBe('a');
    expect(backend.requests.map(({ target }) => target)).toEqual(['/api/x']);
  });

  it('answers its own problems', async () => {
    const { backend, client } = await aNestApplication('{*path}');
    await backend.stop();
    const answer = await client.fetch('/');
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ status: 503, code: 'no_backend_available' });
  });
});
