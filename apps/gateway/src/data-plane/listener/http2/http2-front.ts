import { createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { type TLSSocket } from 'node:tls';
import { type Clock } from '../../../platform/clock';
import { Deadlines } from '../../../platform/deadlines';
import { type ListenerSettings } from '../listener-settings';
import { Http2Connection, type Http2Handler } from './http2-connection';

/** Requests of one client connection at once. */
const MAX_STREAMS = 128;
/** Memory that one connection may take for fields and data that wait, in MiB. */
const MAX_SESSION_MEMORY = 8;
/** Pings that may wait to be answered. */
const MAX_OUTSTANDING = 10;
/** Bytes of one of the shortest crumbs of a cookie, `a=` and a semicolon, in a line of HTTP/1.1. */
const SHORT_CRUMB = 4;
/** How many times as large a list of fields may be as HTTP/1.1 counts it: each field counts for 32 bytes more. */
const LIST_ROOM = 16;
/** Resets that nghttp2 is to put up with. */
const UNCOUNTED = 2 ** 31;

/**
 * HTTP/2 on connections that TLS has agreed on it for. Every flood that the protocol allows for is bounded, by these
 * limits or by those of the connection.
 */
export class Http2Front {
  private readonly server: Http2Server;
  private readonly connections = new Set<Http2Connection>();
  private readonly deadlines: Deadlines;

  constructor(
    private settings: ListenerSettings,
    private readonly handle: Http2Handler,
    clock: Clock,
  ) {
    this.deadlines = new Deadlines(clock);
    const { limits } = settings;
    this.server = createServer({
      maxSessionMemory: MAX_SESSION_MEMORY,
      maxOutstandingPings: MAX_OUTSTANDING,
      maxSettings: 32,
      // Counted by the connection itself; nghttp2's own count would end it otherwise in each version of Node.
      ...({ streamResetBurst: UNCOUNTED, streamResetRate: UNCOUNTED } as object),
      // More than the gateway accepts, so that the excess gets a 431; each crumb of a cookie is a field of its
      // own here.
      maxHeaderListPairs: limits.headers + Math.ceil(limits.headerBytes / SHORT_CRUMB),
      settings: {
        maxConcurrentStreams: MAX_STREAMS,
        maxHeaderListSize: limits.headerBytes * LIST_ROOM,
        enablePush: false,
      },
    });
    // The session also reports this error, and ends. Without a listener, the error would end the process.
    this.server.on('sessionError', () => undefined);
  }

  adjust(settings: ListenerSettings): void {
    this.settings = settings;
  }

  /** Serves a connection that TLS has agreed on `h2` for. */
  accept(socket: TLSSocket): void {
    // Made within the event, if the client is still there.
    const begin = (session: ServerHttp2Session): void => this.begin(session, socket);
    this.server.on('session', begin);
    this.server.emit('connection', socket);
    this.server.off('session', begin);
  }

  /** No new requests: each session ends when those it has are answered. */
  stop(): void {
    for (const connection of this.connections) connection.close();
  }

  /** Cuts every connection at once. */
  destroy(): void {
    for (const connection of this.connections) connection.destroy();
  }

  private begin(session: ServerHttp2Session, socket: TLSSocket): void {
    const { settings, handle, deadlines } = this;
    const connection = new Http2Connection(session, socket, handle, settings, deadlines);
    this.connections.add(connection);
    socket.on('close', () => this.connections.delete(connection));
    session.setTimeout(settings.timeouts.keepAlive, () => session.close());
  }
}
