import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type Server as NetServer, type Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { type FileReporter } from '../../platform/files/file-reports';
import { type Clock } from '../../platform/clock';
import { type ErrorGuard } from '../../platform/error.guard';
import { type GuardHandlers, handlersGuardedBy } from '../../platform/guarded-handlers';
import { ClientErrorResponse } from './client-error-response';
import { ConnectionGuard } from './connection-guard/connection-guard';
import { HalfClosedClients } from './half-closed-clients';
import { Http2Front } from './http2/http2-front';
import { IncomingRequest } from './incoming-request';
import { type ListenerSettings } from './listener-settings';
import { responseInFlight, PipelineQueue } from './pipeline-queue';
import { CertificateExpiry } from './tls/certificate-expiry';
import { CertificateStore, type ShownCertificate } from './tls/certificate.store';
import { createSecureServer } from './tls/secure-server';

/** Takes every request of the public listener; `upgradeHead` is what came behind the head of an upgrade request. */
export interface FrontHandler {
  use(request: IncomingMessage, response: ServerResponse, next?: unknown, upgradeHead?: Buffer): void;
}

/** Slow headers are noticed within this time after their limit. */
const CHECK_INTERVAL_MS = 1_000;
/**
 * Size of the write buffer for a slow client, and of one read; newer versions of Node have the same default.
 */
const BUFFER_BYTES = 64 * 1024;
/** A connection is replaced after so many requests, so that clients spread over gateways in time. */
const MAX_REQUESTS_PER_CONNECTION = 10_000;

/**
 * Nest's Express adapter with another front: the public listener hands each request straight to the proxy, and Express,
 * whose swapping of prototypes costs more than the proxying itself, serves the admin listener only.
 */
export class FrontAdapter extends ExpressAdapter {
  private readonly turns = new PipelineQueue();
  private handler: FrontHandler | undefined;
  private guardHandlers!: GuardHandlers;
  private files: FileReporter | undefined;
  private readonly clientErrors: ClientErrorResponse;
  private readonly halfClosed: HalfClosedClients;
  private readonly connectionGuard: ConnectionGuard;
  /** Connections of clients since the start, and those of them that were closed at once because there were too many. */
  accepted = 0;
  private rejected = 0;

  /** The server that accepts the clients. */
  private acceptor!: NetServer;
  private http2: Http2Front | undefined;
  private certificates: CertificateStore | undefined;

  constructor(
    private readonly settings: ListenerSettings,
    private readonly clock: Clock,
  ) {
    super();
    // Strangers need not know what answers the operator's port.
    this.disable('x-powered-by');
    this.clientErrors = new ClientErrorResponse(this.turns, clock);
    this.halfClosed = new HalfClosedClients(clock);
    this.connectionGuard = new ConnectionGuard(settings, clock);
  }

  /** Number of byte sequences that were no request, by the code of the response. */
  get refusals(): ReadonlyMap<string, number> {
    return this.clientErrors.counts;
  }

  /** The certificates that clients are shown; none without TLS. */
  get shownCertificates(): readonly ShownCertificate[] {
    return this.certificates?.all ?? [];
  }

  /** Connections that were closed at once, by the reason. */
  get refusedConnections(): ReadonlyMap<string, number> {
    return new Map<string, number>([['too_many', this.rejected], ...this.connectionGuard.refusals]);
  }

  /** Who takes the requests, the errors of event handlers, and reports about certificates; to be set before listening. */
  setHandler(handler: FrontHandler, guard: ErrorGuard, files: FileReporter): void {
    this.handler = handler;
    this.files = files;
    this.guardHandlers = handlersGuardedBy(guard);
  }

  override initHttpServer(): void {
    const server = this.createServer();
    // Node would silently drop what is beyond the count; the proxy counts, and refuses.
    server.maxHeadersCount = 0;
    server.maxRequestsPerSocket = MAX_REQUESTS_PER_CONNECTION;
    // Who has finished sending may still wait for an answer; Node's types do not know the property.
    Object.assign(server, { httpAllowHalfOpen: true });
    this.route(server);
    this.guard(server);
    server.on('connection', () => this.accepted++);
    this.setHttpServer(server);
    this.setAcceptor(server);
    this.adjust(this.settings);
  }

  /** Lets in whom the public listener would let in, on another one that clients come to. */
  guard(server: Server): void {
    this.connectionGuard.guard(server);
  }

  /** This one accepts the clients, who are not to be too many; those who are, are counted. */
  setAcceptor(server: NetServer): void {
    server.maxConnections = this.settings.limits.connections;
    server.on('drop', () => this.rejected++);
    this.acceptor = server;
  }

  /** No new requests on connections that carry several at once; those of HTTP/1.1 are the server's own to end. */
  stopSessions(): void {
    this.http2?.stop();
    this.connectionGuard.stop();
  }

  /** Cuts what the server does not count among its connections. */
  destroySessions(): void {
    this.http2?.destroy();
    this.connectionGuard.destroy();
  }

  private createServer(): Server {
    const { limits, timeouts, tls } = this.settings;
    const options = {
      IncomingMessage: IncomingRequest,
      maxHeaderSize: limits.headerBytes,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // A long upload is watched piece by piece instead.
      requestTimeout: 0,
      noDelay: true,
      highWaterMark: BUFFER_BYTES,
      // The number of Host lines is checked together with their form.
      requireHostHeader: false,
    };
    if (tls === undefined) return createServer(options);
    if (tls.http2) {
      this.http2 = new Http2Front(
        this.settings,
        (request, response) => {
          this.guardHandlers(response.stream);
          this.guardHandlers(response);
          if (request.isTooLarge) this.clientErrors.refuseHead(response as never);
          else this.serve(request as never, response as never);
        },
        this.clock,
      );
    }
    const certificates = (this.certificates = new CertificateStore(tls, this.clock, {
      // The listener is there before the place for its reports.
      tellRejected: (message) => this.files?.tellRejected(message),
    }));
    const expiry = new CertificateExpiry(certificates, this.clock);
    const server = createSecureServer(
      { ...options, handshakeTimeout: timeouts.headers },
      tls,
      certificates,
      this.http2,
    );
    server.on('close', () => expiry.close());
    return server;
  }

  /** Changes what can be changed while it listens, which is all but `headerBytes`; open connections stay. */
  adjust(settings: ListenerSettings): void {
    const { limits, timeouts } = settings;
    this.http2?.adjust(settings);
    this.connectionGuard.adjust(settings);
    const server = this.getHttpServer() as Server;
    server.headersTimeout = timeouts.headers;
    server.keepAliveTimeout = timeouts.keepAlive;
    this.acceptor.maxConnections = limits.connections;
  }

  private route(server: Server): void {
    const handle = (request: IncomingRequest, response: ServerResponse): void => {
      if (request.mayLoseNext) response.shouldKeepAlive = false;
      // Node gives a response its socket when all those before it are sent, which is nearly always so.
      if (response.socket !== null) return this.serve(request, response);
      this.turns.wait(request, () => {
        this.serve(request, response);
        return response;
      });
    };
    server.on('request', handle);
    // Both would otherwise be answered by Node itself; the backend is to be asked, or the proxy refuses.
    server.on('checkContinue', (request: IncomingRequest, response) => {
      expectUntilComplete(request, response);
      handle(request, response);
    });
    server.on('checkExpectation', handle);
    const handleUpgrade = (request: IncomingMessage, socket: Socket, upgradeHead: Buffer): void => {
      socket.on('error', () => socket.destroy());
      if (responseInFlight(socket) === undefined) this.upgrade(request, upgradeHead);
      else this.turns.wait(request, () => this.upgrade(request, upgradeHead));
    };
    server.on('upgrade', handleUpgrade);
    server.on('connect', handleUpgrade);
    server.on('connection', (socket: Socket) => this.guardHandlers(socket));
    // The socket that speaks HTTP is the one above TLS, where there is TLS.
    server.on(this.settings.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
      socket.on('end', () => this.halfClosed.watch(socket));
    });
    server.on('clientError', (error, socket) => this.clientErrors.answer(error, socket as Socket));
  }

  /** From here on, an error that a handler of their events throws ends this request only. */
  private serve(request: IncomingMessage, response: ServerResponse, upgradeHead?: Buffer): void {
    this.guardHandlers(request);
    this.guardHandlers(response);
    this.handler!.use(request, response, undefined, upgradeHead);
  }

  /** Hands on a request to speak another protocol, for which Node makes no response. */
  private upgrade(request: IncomingMessage, upgradeHead: Buffer): ServerResponse {
    const { socket } = request;
    const response = new ServerResponse(request);
    // Any response except a switch of protocols ends the connection, which no longer speaks HTTP.
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.destroySoon());
    socket.on('close', () => response.destroy());
    // The tunnel reads bytes that come early. Until then, only a look at the buffer shows that the client has
    // left.
    socket.on('readable', () => {
      if (socket.readableLength === 0) socket.read();
    });
    socket.on('end', () => {
      if (response.socket !== null) socket.destroy();
    });
    this.serve(request, response, upgradeHead);
    return response;
  }
}

/** Node closes behind an answer before which no 100 was sent; what has come to its end is not waited for by the client. */
function expectUntilComplete(request: IncomingMessage, response: ServerResponse): void {
  Object.defineProperty(response, '_expect_continue', { get: () => !request.complete, set: () => undefined });
}
