import { type Socket } from 'node:net';
import { Dialer, type ReadSink } from '../../../apps/gateway/src/data-plane/upstream/connections/dialer';
import { type ReadBuffer } from '../../../apps/gateway/src/data-plane/upstream/connections/read-buffer';
import { type Endpoint } from '../../../apps/gateway/src/platform/endpoint';
import { type UpstreamTls } from '../../../apps/gateway/src/data-plane/upstream/connections/upstream-tls';
import { FakeSocket } from './fake-socket';

/** Of all dialers: what is read is used before anything else is read. */
const BUFFER = Buffer.alloc(64 * 1024);

/** Opens sockets that lead nowhere, and keeps them for the test, oldest first. */
export class FakeDialer extends Dialer {
  readonly sockets: FakeSocket[] = [];
  get last(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  override dial(_to: Endpoint, _tls: UpstreamTls | undefined, _into: ReadBuffer, onRead: ReadSink): Socket {
    const socket = new FakeSocket(BUFFER, onRead);
    this.sockets.push(socket);
    return socket as unknown as Socket;
  }
}
