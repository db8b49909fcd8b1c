import { ErrorGuard } from '../../../apps/gateway/src/platform/error.guard';
import { type Clock } from '../../../apps/gateway/src/platform/clock';
import { SystemClock } from '../../../apps/gateway/src/platform/system-clock';
import { Backend } from '../../../apps/gateway/src/data-plane/upstream/backend';
import { type ConnectionSettings } from '../../../apps/gateway/src/data-plane/upstream/connections/connection-settings';
import { UpstreamClient } from '../../../apps/gateway/src/data-plane/upstream/upstream-client';
import { closedAfterTest } from '../../support/closing';
import { type Asking, RecordingListener } from './recording-listener';
import { someSettings } from './some-settings';

/** Requests to a backend, over real sockets. */
export class SocketClient {
  readonly client: UpstreamClient;
  backend!: Backend;

  constructor(url: string, settings?: ConnectionSettings, clock: Clock = new SystemClock()) {
    this.client = new UpstreamClient(clock, new ErrorGuard(clock));
    this.turnTo(url, settings);
    closedAfterTest({ close: () => this.client.destroy() });
  }

  /** The requests from now on go to this backend. */
  turnTo(url: string, settings = someSettings()): void {
    this.backend = new Backend({ id: url, url, weight: 1, maxInFlight: 0, backup: false });
    this.client.configure(this.backend, settings);
  }

  get openConnections(): number {
    return this.client.connectionsTo(this.backend)!.openConnections;
  }

  get idleConnections(): number {
    return this.client.connectionsTo(this.backend)!.idleConnections;
  }

  /** Begins a request. */
  request(asking?: Asking, fresh = false): RecordingListener {
    const listener = new RecordingListener(asking);
    this.client.acquire(this.backend, listener, fresh);
    return listener;
  }

  /** Makes a request, and resolves with all that came of it. */
  get(asking?: Asking): Promise<RecordingListener> {
    return this.request(asking).untilEnded();
  }
}
