import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type Endpoint } from '../endpoint';
import { type UpstreamTls } from './upstream.tls';

const READ_BYTES = 64 * 1024;
const KEEP_ALIVE_PROBE_MS = 30_000;

/** Takes `buffer[0, length)`, lent for the length of the call; false asks for a pause. */
export type ReadSink = (length: number, buffer: Buffer) => boolean;

/** Opens sockets to backends. All of them read into one buffer, since reading and using it are one synchronous step. */
export class Dialer {
  private readonly buffer = Buffer.allocUnsafeSlow(READ_BYTES);

  /** The name of the event that says that `dial`'s socket can be written to. */
  readyEvent(endpoint: Endpoint): 'connect' | 'secureConnect' {
    return endpoint.kind === 'tls' ? 'secureConnect' : 'connect';
  }

  /** Begins to connect; what is written before the ready event is sent right after it. */
  dial(endpoint: Endpoint, tls: UpstreamTls | undefined, onRead: ReadSink): Socket {
    const onread: OnReadOpts = {
      buffer: this.buffer,
      callback: (length) => onRead(length, this.buffer),
    };
    if (endpoint.kind === 'unix') return connectTcp({ path: endpoint.path, onread, allowHalfOpen: true });
    const { host, port } = endpoint;
    const tcp = {
      host,
      port,
      onread,
      // A tunnel may be closed in one direction; everywhere else a FIN ends the connection.
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
    };
    if (endpoint.kind === 'tcp') return connectTcp(tcp);
    return connectTls({
      ...tcp,
      servername: tls?.serverName ?? endpoint.serverName,
      secureContext: tls?.context,
      rejectUnauthorized: tls?.verify ?? true,
      ALPNProtocols: ['http/1.1'],
    });
  }
}
