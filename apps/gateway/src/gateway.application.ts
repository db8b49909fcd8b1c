import { closeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type DynamicModule, type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { serveOpenApi } from './admin/openapi/open-api';
import { type GatewayConfig } from './config/gateway.config';
import { GatewayConfigurator } from './gateway.configurator';
import { GatewayModule } from './gateway.module';
import { OwnRecord } from './gateways/list/own.record';
import { Instrumentation } from './instrumentation/instrumentation';
import { type LogOutput, processOutput } from './instrumentation/logs/log.output';
import { FrontAdapter } from './listener/front.adapter';
import { stopGracefully } from './listener/graceful.stop';
import { type InheritedSockets } from './listener/inherited.sockets';
import { listen } from './listener/listening';
import { redirectListener } from './listener/redirect.listener';
import { Readiness } from './listener/readiness';
import { Clock } from './ports/clock';
import { SystemClock } from './ports/system.clock';
import { Forwarder } from './proxy/forwarding/forwarder';
import { ProxyMiddleware } from './proxy/proxy.middleware';
import { ProxySettings } from './proxy/proxy.settings';
import { type ConfigSource } from './reload/config.source';
import { Reloader } from './reload/reloader';
import { type ReloadReport } from './reload/reload.report';
import { UpstreamClient } from './upstream/upstream.client';

/** What one of several processes does of the gateway's work; a gateway of one process does all of it. */
export interface GatewayPart {
  readonly module: DynamicModule;
  /** Who connects to this process. */
  readonly serves: 'clients' | 'operators';
  /** Where its log goes, if not to its standard output. */
  readonly output?: LogOutput;
  /** Called before the listeners open. */
  readonly prepare?: (app: INestApplication) => void;
}

/** The gateway as a program: one Nest application behind two listeners, the public one and the operator's. */
export class GatewayApplication {
  private constructor(
    readonly app: INestApplication,
    private readonly adapter: FrontAdapter,
    private readonly adminServer: Server,
    /** Sends clients without TLS to the public one. */
    private readonly redirectServer: Server | undefined,
  ) {}

  /** Ends the requests in other processes; false when some had to be cut off. */
  private endOthers = (): Promise<boolean> => Promise.resolve(true);

  /**
   * Starts both listeners.
   *
   * @param source what to read when the configuration is to be read anew; without one it stays as it is.
   * @param sockets that are open already, for listeners that need no address of their own then.
   * @param part what this process does, if it is not everything.
   * @throws an error with the code EADDRINUSE, EACCES or EADDRNOTAVAIL when one of the addresses cannot be had.
   */
  static async start(
    config: GatewayConfig,
    logger?: LoggerService | false,
    source?: ConfigSource,
    sockets: InheritedSockets = {},
    part?: GatewayPart,
  ): Promise<GatewayApplication> {
    const adapter = new FrontAdapter(config.listen, new SystemClock());
    const app = await NestFactory.create(part?.module ?? GatewayModule.withAdmin(config, source), adapter, {
      bodyParser: false,
      abortOnError: false,
      logger: logger ?? ['warn', 'error', 'fatal'],
    });
    adapter.handWith(app.get(ProxyMiddleware));
    if (part?.serves !== 'clients') serveOpenApi(app);
    await app.init();
    // Until here Nest would announce every module and route; from here on only the gateway speaks.
    if (logger === undefined) {
      app.get(Instrumentation).logTo(part?.output ?? processOutput());
      app.useLogger(app.get(Instrumentation).logger);
    }
    part?.prepare?.(app);
    const admin = createServer(adapter.getInstance<(...parameters: unknown[]) => void>());
    const redirectFrom = config.listen.tls?.redirectFrom;
    const redirect: Server | undefined =
      redirectFrom === undefined ? undefined : redirectListener((): number => gateway.port);
    if (redirect !== undefined) adapter.guard(redirect);
    const gateway: GatewayApplication = new GatewayApplication(app, adapter, admin, redirect);
    try {
      if (part?.serves !== 'clients') await listen(admin, 'admin', config.admin, sockets);
      if (part?.serves !== 'operators') await gateway.listenForClients(config, sockets);
    } catch (error) {
      await gateway.close();
      throw error;
    }
    if (part?.serves !== 'operators') app.get(Readiness).noteListening();
    if (part?.serves !== 'clients') app.get(OwnRecord).noteAdmin(config.admin.host, gateway.adminPort);
    return gateway;
  }

  private async listenForClients({ listen: own }: GatewayConfig, sockets: InheritedSockets): Promise<void> {
    await listen(this.publicServer, 'public', own, sockets);
    const redirect = { host: own.host, port: own.tls?.redirectFrom ?? 0 };
    if (this.redirectServer !== undefined) await listen(this.redirectServer, 'redirect', redirect, sockets);
    // Clients would wait in its line for ever.
    else if (sockets.redirect !== undefined) closeSync(sockets.redirect);
  }

  private get publicServer(): Server {
    return this.adapter.getHttpServer();
  }

  /** Where clients connect. */
  get address(): AddressInfo {
    return this.publicServer.address() as AddressInfo;
  }

  get port(): number {
    return this.address.port;
  }

  /** Undefined where nothing is redirected. */
  get redirectPort(): number | undefined {
    return (this.redirectServer?.address() as AddressInfo | undefined)?.port;
  }

  /** Where operators connect. */
  get adminAddress(): AddressInfo {
    return this.adminServer.address() as AddressInfo;
  }

  get adminPort(): number {
    return this.adminAddress.port;
  }

  /** Other processes have the clients: they listen by now, and this ends them when the gateway stops. */
  leadsOthers(endOthers: () => Promise<boolean>): void {
    this.endOthers = endOthers;
    this.app.get(Readiness).noteListening();
  }

  /** Reads the configuration anew and applies it; see `Reloader.reload`. */
  reload(asker: string): Promise<ReloadReport> {
    return this.app.get(Reloader).reload(asker);
  }

  /** Stops without losing a request; false when some had to be cut off at the time limit. */
  async stop(): Promise<boolean> {
    const clock = this.app.get(Clock);
    const { timeouts } = this.app.get(GatewayConfigurator).running.listen;
    this.app.get(Readiness).noteStopping();
    if (timeouts.shutdownDelay > 0) {
      await new Promise<void>((resolve) => clock.after(timeouts.shutdownDelay, resolve));
    }
    this.app.get(ProxySettings).isStopping = true;
    this.app.get(Forwarder).endTunnels();
    this.adapter.stopSessions();
    this.redirectServer?.close();
    const othersAreClean = await this.endOthers();
    const isClean = await stopGracefully(this.publicServer, clock, timeouts.shutdown, () => {
      this.adapter.destroySessions();
      this.app.get(UpstreamClient).destroy();
    });
    await this.close();
    return isClean && othersAreClean;
  }

  /** Stops at once. */
  async close(): Promise<void> {
    this.publicServer.closeAllConnections();
    this.adapter.destroySessions();
    this.adminServer.close();
    this.adminServer.closeAllConnections();
    this.redirectServer?.close();
    this.redirectServer?.closeAllConnections();
    this.app.get(UpstreamClient).destroy();
    await this.app.close();
    await this.app.get(Instrumentation).end();
  }
}
