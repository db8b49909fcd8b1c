import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { type ItemsApiConfig } from './config/items-api.config';
import { openItemStore } from './items/stores/item-store';
import { ItemsApiModule } from './items-api.module';
import { serveOpenApi } from './openapi/open-api';
import { JSON_PARSING, keepUnreadableBody } from './requests/json-body';

/** An instance that listens. */
export interface RunningItemsApi {
  /** Where it listens, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly app: NestExpressApplication;
  /** Finishes what is open, takes nothing new, and resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * Starts an instance; it answers when the promise resolves.
 *
 * @throws the listener's own error, such as EADDRINUSE, when it cannot have its port; StoreUnavailableException when the
 * items cannot be kept where the configuration says.
 */
export async function startItemsApi(config: ItemsApiConfig): Promise<RunningItemsApi> {
  const items = await openItemStore(config);
  const app = await NestFactory.create<NestExpressApplication>(ItemsApiModule.forRoot(config, items), {
    logger: ['fatal', 'error', 'warn'],
    abortOnError: false,
    bodyParser: false,
  });
  configure(app);
  await app.init();

  // Nest's own listen() would log a busy port, which main.ts reports in a line of its own.
  const server: Server = app.getHttpServer();
  server.listen(config.port, config.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    await app.close();
    throw error;
  }
  const { address, port } = server.address() as AddressInfo;
  const host = address.includes(':') ? `[${address}]` : address;
  return { url: `http://${host}:${port}`, app, stop: () => app.close() };
}

function configure(app: NestExpressApplication): void {
  app.disable('x-powered-by');
  // An item is small and changes: hashing every answer costs more than the few 304s would save.
  app.disable('etag');
  // A resource has one spelling, so that a gateway can tell it by its path: /Items is not /items.
  // Express's own setting for this comes too late: Nest has made the router already.
  Object.assign(app.getHttpAdapter().getInstance().router, { caseSensitive: true });
  app.useBodyParser('json', JSON_PARSING);
  app.use(keepUnreadableBody);
  serveOpenApi(app);
}
