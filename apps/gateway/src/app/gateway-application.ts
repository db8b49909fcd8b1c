import { type RequestListener, type Server } from 'node:http';
import { type AddressInfo, type Server as NetServer } from 'node:net';
import { type DynamicModule, type INestApplication, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EventStreams } from '../admin/events/event-streams';
import { serveOpenApi } from '../admin/openapi/open-api';
import { type GatewayConfig } from '../config/gateway-config';
import { FileReports } from '../platform/files/file-reports';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { adminListener } from '../admin/admin-listener';
import { GatewayModule } from './gateway.module';
import { LocalMember } from '../cluster/membership/local-member';
import { Telemetry } from '../telemetry/telemetry';
import { type LogOutput, processOutput } from '../telemetry/logs/log-output';
import { ProcessLog } from '../telemetry/logs/process-log';
import { FrontAdapter } from '../data-plane/listener/front.adapter';
import { finishConnections, stopGracefully } from '../data-plane/listener/graceful-stop';
import {
  type ConnectionHandle,
  passConnection,
  listenForPassed,
} from '../data-plane/listener/passed-connection';
import { type InheritedSockets } from '../data-plane/listener/inherited-sockets';
import { Listeners } from '../data-plane/listener/listeners';
import { redirectListener } from '../data-plane/listener/redirect-listener';
import { Readiness } from '../data-plane/listener/readiness';
import { configuredAddresses } from '../data-plane/listener/configured-addresses';
import { Clock } from '../platform/clock';
import { ErrorGuard } from '../platform/error.guard';
import { type MaybePromise } from '../platform/maybe-promise';
import { SystemClock } from '../platform/system-clock';
import { Forwarder } from '../data-plane/forwarding/forwarder';
import { ProxyMiddleware } from '../data-plane/proxy.middleware';
import { ProxySettings } from '../data-plane/exchange/proxy-settings';
import { type ConfigSource } from '../runtime/reload/config.source';
import { Reloader } from '../runtime/reload/reloader';
import { type ReloadReport } from '../runtime/reload/reload-report';
import { OwnListeners } from '../platform/own-listeners';
import { UpstreamClient } from '../data-plane/upstream/upstream-client';

/** The role of one of several processes; a single process is the whole gateway. */
export interface GatewayPart {
  readonly module: DynamicModule;
  /** Whom this process serves: operators, and it listens for all; or clients, whose connections it is handed. */
  readonly serves: 'clients' | 'operators';
  /** A listener for clients that passes the connections to the server of another process. */
  readonly front?: (app: INestApplication) => NetServer;
  /** Where its log goes, if not to its standard output. */
  readonly output?: LogOutput;
  /** Called before the listeners open. */
  readonly prepare?: (app: INestApplication) => void;
}

/**
 * Ends other processes; `leave` means that another process listens on the same sockets. Resolves with true if nothing
 * had to be aborted.
 */
type EndOthers = (how: 'stop' | 'leave') => Promise<boolean>;

/** The state that a process gets from its parent process. */
export interface InheritedState {
  /** True if it takes over from another process. */
  readonly takesOver: boolean;
  /** The open sockets. Called when everything is created, and before the gateway listens. */
  sockets(app: INestApplication): MaybePromise<InheritedSockets>;
}

/** The gateway as a program: one Nest application behind two listeners, the public one and the operator's. */
export class GatewayApplication {
  private readonly listeners: Listeners;
  private readonly adminServer: Server;
  /** Sends clients without TLS to the public one. */
  private readonly redirectServer: Server | undefined;

  private constructor(
    readonly app: INestApplication,
    private readonly adapter: FrontAdapter,
    private readonly config: GatewayConfig,
    private readonly part?: GatewayPart,
  ) {
    const isHanded = part?.serves === 'clients';
    const hasRedirect = config.listen.tls?.httpRedirectPort !== undefined && !isHanded;
    this.adminServer = adminListener(adapter.getInstance<RequestListener>());
    this.redirectServer = hasRedirect
      ? redirectListener(app.get(ProxyMiddleware), () => this.port)
      : undefined;
    if (this.redirectServer !== undefined) adapter.guard(this.redirectServer);
    const redirect = this.redirectServer === undefined ? {} : { redirect: this.redirectServer };
    const front = part?.front?.(app) ?? this.publicServer;
    if (front !== this.publicServer) adapter.setAcceptor(front);
    this.listeners = new Listeners(isHanded ? {} : { admin: this.adminServer, public: front, ...redirect });
  }

  /** Ends the requests in other processes; false when some had to be cut off. */
  private endOthers: EndOthers = () => Promise.resolve(true);

  /**
   * Starts both listeners.
   *
   * @param source the source of the configuration for reloads; without one, it never changes.
   * @param inheritance with inherited sockets for listeners; without it, no process can take over from this one.
   * @param part the role of this process, if it is not the whole gateway.
   * @throws an error with the code EADDRINUSE, EACCES or EADDRNOTAVAIL if an address is not available.
   */
  static async start(
    config: GatewayConfig,
    logger?: LoggerService | false,
    source?: ConfigSource,
    inheritance?: InheritedState,
    part?: GatewayPart,
  ): Promise<GatewayApplication> {
    const adapter = new FrontAdapter(config.listen, new SystemClock());
    const module = part?.module ?? GatewayModule.withAdmin(config, source, { succession: inheritance });
    const app = await NestFactory.create(module, adapter, {
      bodyParser: false,
      abortOnError: false,
      logger: logger ?? startLog(config, part?.output),
    });
    adapter.setHandler(app.get(ProxyMiddleware), app.get(ErrorGuard), app.get(FileReports));
    app.get(OwnListeners).set(configuredAddresses(config));
    if (part?.serves !== 'clients') serveOpenApi(app);
    await app.init();
    // Until here Nest would announce every module and route; from here on only the gateway speaks.
    if (logger === undefined) {
      app.get(Telemetry).logTo(part?.output ?? processOutput());
      app.useLogger(app.get(Telemetry).logger);
    }
    part?.prepare?.(app);
    const gateway = new GatewayApplication(app, adapter, config, part);
    try {
      await gateway.listen((await inheritance?.sockets(app)) ?? {});
    } catch (error) {
      await gateway.close();
      throw error;
    }
    return gateway;
  }

  private async listen(sockets: InheritedSockets): Promise<void> {
    const { listeners, app, config, part } = this;
    await listeners.listen(configuredAddresses(config), sockets);
    if (part?.serves === 'clients') listenForPassed(this.publicServer);
    else this.noteListeners();
    app.get(Readiness).noteListening();
  }

  /** Only now it is known where they are, with port 0 or sockets of another process. */
  private noteListeners(): void {
    const { app, config, listeners } = this;
    app.get(OwnListeners).set(listeners.places);
    app.get(LocalMember).noteAdmin(config.admin.host, this.adminPort);
  }

  private get publicServer(): Server {
    return this.adapter.getHttpServer();
  }

  /** Where clients connect. */
  get address(): AddressInfo {
    return this.listeners.addressOf('public')!;
  }

  get port(): number {
    return this.address.port;
  }

  /** Undefined where nothing is redirected. */
  get redirectPort(): number | undefined {
    return this.listeners.addressOf('redirect')?.port;
  }

  /** Where operators connect. */
  get adminAddress(): AddressInfo {
    return this.listeners.addressOf('admin')!;
  }

  get adminPort(): number {
    return this.adminAddress.port;
  }

  /** The sockets on which it listens, as another process can inherit them. */
  get sockets(): InheritedSockets {
    return this.listeners.sockets;
  }

  /** Other processes have the clients; this ends them when the gateway stops. */
  setWorkerShutdown(endOthers: EndOthers): void {
    this.endOthers = endOthers;
  }

  /** Serves a client whose connection another process has accepted. */
  accept(handle: ConnectionHandle): void {
    passConnection(this.publicServer, handle);
  }

  /** Reads the configuration again and applies it; see `Reloader.reload`. */
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
    this.closeLongLived();
    const othersAreClean = await this.endOthers('stop');
    const isClean = await stopGracefully(this.publicServer, clock, timeouts.shutdown, () => this.cutOff());
    await this.close();
    return isClean && othersAreClean;
  }

  /** Stops in the same way, while another process listens on the same sockets: waiting connections belong to it. */
  async leave(): Promise<boolean> {
    const clock = this.app.get(Clock);
    const { shutdown } = this.app.get(GatewayConfigurator).running.listen.timeouts;
    this.app.get(Readiness).noteStopping();
    this.app.get(EventStreams).end();
    // Their next requests are for the other process.
    const operatorsLeave = finishConnections(this.adminServer, clock, shutdown, () => undefined, 0);
    this.closeLongLived();
    const othersAreClean = await this.endOthers('leave');
    const isClean = await finishConnections(this.publicServer, clock, shutdown, () => this.cutOff());
    await operatorsLeave;
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
    await this.app.get(Telemetry).end();
  }

  /** From here on each connection ends with its next answer. */
  private closeLongLived(): void {
    this.app.get(ProxySettings).isStopping = true;
    this.app.get(Forwarder).endTunnels();
    this.adapter.stopSessions();
    this.redirectServer?.close();
  }

  /** Ends what the public server does not count as its own. */
  private cutOff(): void {
    this.adapter.destroySessions();
    this.app.get(UpstreamClient).destroy();
  }
}

/** Where Nest says what goes wrong until the gateway's own log is open. */
function startLog({ log }: GatewayConfig, output?: LogOutput): ProcessLog {
  const isTerminal = output?.isTerminal ?? process.stdout.isTTY;
  const starting = new ProcessLog({ isTerminal, write: (text) => void process.stdout.write(text) });
  starting.apply(log);
  return starting;
}
