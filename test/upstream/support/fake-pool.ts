import { Deadlines } from '../../../apps/gateway/src/platform/deadlines';
import { ErrorGuard } from '../../../apps/gateway/src/platform/error.guard';
import { ConnectionPool } from '../../../apps/gateway/src/data-plane/upstream/connections/connection-pool';
import { type ConnectionSettings } from '../../../apps/gateway/src/data-plane/upstream/connections/connection-settings';
import { FakeClock } from '../../support/fake-clock';
import { OK } from './answers';
import { OwnListeners } from '../../../apps/gateway/src/platform/own-listeners';
import { FakeDialer } from './fake-dialer';
import { type FakeSocket } from './fake-socket';
import { type Asking, RecordingListener } from './recording-listener';
import { someSettings } from './some-settings';

/** A pool of connections that need no network, with the hands of the clock and the far ends of the sockets. */
export class FakePool {
  readonly clock = new FakeClock();
  readonly dialer = new FakeDialer(new ErrorGuard(this.clock), new OwnListeners());
  readonly deadlines = new Deadlines(this.clock);
  readonly pool: ConnectionPool;

  constructor(settings: ConnectionSettings = someSettings()) {
    const endpoint = { kind: 'tcp', host: 'backend', port: 80 } as const;
    this.pool = new ConnectionPool(endpoint, settings, this.dialer, this.deadlines);
  }

  /** The sockets opened so far, oldest first. */
  get sockets(): readonly FakeSocket[] {
    return this.dialer.sockets;
  }

  /** A request for a connection, used before or not. */
  request(asking?: Asking): RecordingListener {
    const listener = new RecordingListener(asking);
    this.pool.acquire(listener, false);
    return listener;
  }

  /** A request for a connection that was not used before. */
  freshRequest(asking?: Asking): RecordingListener {
    const listener = new RecordingListener(asking);
    this.pool.acquire(listener, true);
    return listener;
  }

  /** Connections that have carried a request each and are idle now, oldest first. */
  idle(count: number): FakeSocket[] {
    const before = this.sockets.length;
    for (let n = 0; n < count; n++) this.request();
    const opened = this.sockets.slice(before);
    for (const socket of opened) {
      socket.connects();
      socket.receives(OK);
    }
    return opened;
  }
}
