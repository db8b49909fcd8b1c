import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type GatewayConfig } from './config/gateway.config';
import { GatewayModule } from './gateway.module';
import { FrontAdapter } from './listener/front.adapter';
import { stopGracefully } from './listener/graceful.stop';
import { Readiness } from './listener/readiness';
import { Clock } from './ports/clock';
import { ProxyMiddleware } from './proxy/proxy.middleware';
import { ProxySettings } from './proxy/proxy.settings';
import { UpstreamClient } from './upstream/upstream.client';

/** The gateway as a program: one Nest application behind two listeners, the public one and the operator's. */
export class GatewayApplication {
  private constructor(
    private readonly config: GatewayConfig,
    readonly app: INestApplication,
    private readonly publicServer: Server,
    private readonly adminServer: Server,
  ) {}

  /**
   * Starts both listeners.
   *
   * @throws an error with the code EADDRINUSE, EACCES or EADDRNOTAVAIL when one of the addresses cannot be had.
   */
  static async start(config: GatewayConfig, logger?: LoggerService | false): Promise<GatewayApplication> {
    const adapter = new FrontAdapter(config.listen);
    const app = await NestFactory.create(GatewayModule.forRoot(config), adapter, {
      bodyParser: false,
      abortOnError: false,
      logger: logger ?? ['warn', 'error', 'fatal'],
    });
    adapter.handWith(app.get(ProxyMiddleware), app.get(Clock));
    await app.init();
    const admin = createServer(adapter.getInstance<(...parameters: unknown[]) => void>());
    const gateway = new GatewayApplication(config, app, adapter.getHttpServer(), admin);
    try {
      await listen(admin, config.admin.port, config.admin.host);
      await listen(gateway.publicServer, config.listen.port, config.listen.host);
    } catch (error) {
      await gateway.close();
      throw error;
    }
    app.get(Readiness).noteListening();
    return gateway;
  }

  get port(): number {
    return (this.publicServer.address() as AddressInfo).port;
  }

  get adminPort(): number {
    return (this.adminServer.address() as AddressInfo).port;
  }

  /** Stops without losing a request; false when some had to be cut off at the time limit. */
  async stop(): Promise<boolean> {
    this.app.get(Readiness).noteStopping();
    this.app.get(ProxySettings).isStopping = true;
    const isClean = await stopGracefully(
      this.publicServer,
      this.app.get(Clock),
      this.config.listen.timeouts.shutdown,
    );
    await this.close();
    return isClean;
  }

  /** Stops at once. */
  async close(): Promise<void> {
    this.publicServer.closeAllConnections();
    this.adminServer.close();
    this.adminServer.closeAllConnections();
    this.app.get(UpstreamClient).destroy();
    await this.app.close();
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
