import { connect as connectTcp, type OnReadOpts, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ErrorGuard } from '../../../platform/error.guard';
import { type GuardHandlers, handlersGuardedBy } from '../../../platform/guarded-handlers';
import { type Endpoint } from '../../../platform/endpoint';
import { type OwnListeners } from '../../../platform/own-listeners';
import { keepPeerCertificate } from './peer-certificate';
import { ReadBuffer, sharedReadBuffer } from './read-buffer';
import { type TlsSessions } from './tls-sessions';
import { type UpstreamTls } from './upstream-tls';

const KEEP_ALIVE_PROBE_MS = 30_000;
/** So much of an upload may wait for a backend before its client is held back: a few pieces as they are read. */
const WRITE_AHEAD_BYTES = 256 * 1024;

/** Takes `buffer[0, length)`, lent for the length of the call; false asks for a pause. */
export type ReadSink = (length: number, buffer: Buffer) => boolean;

/** Opens sockets to backends. */
export class Dialer {
  private readonly shared = sharedReadBuffer();
  private readonly guardHandlers: GuardHandlers;

  constructor(
    private readonly guard: ErrorGuard,
    private readonly ownListeners: OwnListeners,
  ) {
    this.guardHandlers = handlersGuardedBy(guard);
  }

  /** Where a new connection's bytes are to be read to. */
  readBuffer(): ReadBuffer {
    return new ReadBuffer(this.shared);
  }

  /** The name of the event that says that `dial`'s socket can be written to. */
  readyEvent(endpoint: Endpoint): 'connect' | 'secureConnect' {
    return endpoint.kind === 'tls' ? 'secureConnect' : 'connect';
  }

  /**
   * Returns true if the `end` event of a socket was a reset. libuv reports a reset right after some bytes as an
   * end (its issue 2319), but a socket that was reset has no peer any more.
   */
  wasReset(endpoint: Endpoint, socket: Socket): boolean {
    return endpoint.kind !== 'unix' && socket.remoteAddress === undefined;
  }

  /**
   * Begins to connect; bytes written before the ready event are sent right after it. An error that `onRead`, or
   * a handler of the socket's events, throws ends the socket.
   */
  dial(
    endpoint: Endpoint,
    tls: UpstreamTls | undefined,
    readBuffer: ReadBuffer,
    onRead: ReadSink,
    sessions: TlsSessions,
  ): Socket {
    const socket = this.connect(
      endpoint,
      tls,
      readBuffer,
      (length, buffer) => {
        try {
          return onRead(length, buffer);
        } catch (error) {
          this.guard.note(socket.constructor.name, error);
          socket.destroy();
          return false;
        }
      },
      sessions,
    );
    this.guardHandlers(socket);
    return socket;
  }

  private connect(
    endpoint: Endpoint,
    tls: UpstreamTls | undefined,
    readBuffer: ReadBuffer,
    onRead: ReadSink,
    sessions: TlsSessions,
  ): Socket {
    const onread = {
      buffer: readBuffer.next,
      callback: (length: number, buffer: Buffer) => onRead(length, buffer),
      // Node's types know neither the null of the one nor the second parameter of the other.
    } as unknown as OnReadOpts;
    // A tunnel may be closed in one direction; everywhere else a FIN ends the connection.
    const stream = { onread, allowHalfOpen: true, highWaterMark: WRITE_AHEAD_BYTES };
    if (endpoint.kind === 'unix') return connectTcp({ path: endpoint.path, ...stream });
    const { refusal, lookup } = this.ownListeners.guard(endpoint);
    if (refusal !== undefined) return new Socket().destroy(refusal);
    const { host, port } = endpoint;
    const tcp = {
      host,
      port,
      lookup,
      ...stream,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
    };
    if (endpoint.kind === 'tcp') return connectTcp(tcp);
    const socket = connectTls({
      ...tcp,
      session: sessions.under(tls),
      servername: tls?.serverName ?? endpoint.serverName,
      secureContext: tls?.context,
      rejectUnauthorized: tls?.verify ?? true,
      ALPNProtocols: ['http/1.1'],
    });
    keepPeerCertificate(socket);
    socket.on('session', (session) => sessions.keep(session, tls));
    socket.on('error', () => sessions.forget());
    return socket;
  }
}
