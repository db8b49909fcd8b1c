import { OK } from '../../../../../../test/upstream/support/answers';
import { FakePool } from '../../../../../../test/upstream/support/fake-pool';
import { RecordingListener } from '../../../../../../test/upstream/support/recording-listener';
import { someSettings } from '../../../../../../test/upstream/support/some-settings';

const ANSWER =
  'HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n2\r\nok\r\n0\r\n\r\n';

type Call = 'onConnection' | 'onInformation' | 'onHead' | 'onBody' | 'onLull' | 'onEnd' | 'onFailure';
const CALLS: Call[] = ['onConnection', 'onInformation', 'onHead', 'onBody', 'onLull', 'onEnd'];

/** Does something within a call, after the listener's own work. */
class Meddler extends RecordingListener {
  /** Calls that came after it had meddled. */
  later = 0;
  private meddled = false;

  constructor(call: Call, meddle: (self: Meddler) => void) {
    super();
    for (const name of [...CALLS, 'onFailure'] as const) {
      const own = this[name].bind(this) as (...args: unknown[]) => unknown;
      const watched = (...args: unknown[]): unknown => {
        if (this.meddled) this.later++;
        const result = own(...args);
        if (name === call && !this.meddled) {
          this.meddled = true;
          meddle(this);
        }
        return result;
      };
      Object.assign(this, { [name]: watched });
    }
  }
}

/** Lets a listener have one answer, in two pieces so that there is a lull between them. */
function answer(backend: FakePool, listener: RecordingListener): void {
  backend.pool.acquire(listener, false);
  const socket = backend.dialer.last;
  socket.connects();
  socket.receives(ANSWER.slice(0, -5));
  socket.receives(ANSWER.slice(-5));
}

describe('an UpstreamConnection whose listener', () => {
  it.each(CALLS.slice(0, -1))('aborts within %s tells nothing more, and is gone', (call) => {
    const backend = new FakePool();
    const listener = new Meddler(call, (self) => self.connection!.abort());
    answer(backend, listener);
    expect(listener.later).toBe(0);
    expect(listener.ends).toBe(0);
    expect(backend.dialer.last.destroyed).toBe(true);
    expect(backend.pool.openConnections).toBe(0);
    expect(backend.deadlines.size).toBe(0);
  });

  it('aborts within onEnd is not kept', () => {
    const backend = new FakePool();
    const listener = new Meddler('onEnd', (self) => self.connection!.abort());
    answer(backend, listener);
    expect(listener.later).toBe(0);
    expect(backend.pool.openConnections).toBe(0);
    expect(backend.pool.idleConnections).toBe(0);
  });

  it.each(CALLS)('asks for another connection within %s gets one, and its own answer too', (call) => {
    const backend = new FakePool();
    const second = new RecordingListener();
    const listener = new Meddler(call, () => backend.pool.acquire(second, false));
    backend.pool.acquire(listener, false);
    const [first] = backend.sockets;
    first.connects();
    first.receives(ANSWER.slice(0, -5));
    first.receives(ANSWER.slice(-5));
    expect(listener.calls.at(-1)).toBe('end');
    const other = backend.dialer.last;
    expect(other).not.toBe(first);
    other.connects();
    other.receives(OK);
    expect(second.body).toBe('ok');
    expect(backend.pool.idleConnections).toBe(2);
  });

  it('asks for another connection within onFailure gets the place of the one that is gone', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    const second = new RecordingListener();
    const listener = new Meddler('onFailure', () => backend.pool.acquire(second, true));
    backend.pool.acquire(listener, false);
    backend.dialer.last.breaks('ECONNREFUSED');
    expect(second.calls).toEqual(['connection']);
    expect(backend.sockets).toHaveLength(2);
  });

  it.each(CALLS.slice(1, -1))('throws within %s is told of a failure once, and is gone', (call) => {
    const backend = new FakePool();
    const listener = new Meddler(call, () => {
      throw new TypeError('a bug');
    });
    answer(backend, listener);
    expect(listener.calls.at(-1)).toMatch('failure internal_error');
    expect(listener.ends).toBe(1);
    expect(backend.pool.openConnections).toBe(0);
  });

  it('throws within onEnd is told nothing more, and is gone', () => {
    const backend = new FakePool();
    const listener = new Meddler('onEnd', () => {
      throw new TypeError('a bug');
    });
    answer(backend, listener);
    expect(listener.later).toBe(0);
    expect(backend.pool.openConnections).toBe(0);
  });

  it('leaves while another waits makes room for it', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    const waiter = new RecordingListener();
    const listener = new Meddler('onBody', (self) => self.connection!.abort());
    backend.pool.acquire(listener, false);
    backend.pool.acquire(waiter, false);
    const [first] = backend.sockets;
    first.connects();
    first.receives(ANSWER);
    expect(waiter.calls).toEqual(['connection']);
    backend.dialer.last.connects();
    backend.dialer.last.receives(OK);
    expect(waiter.body).toBe('ok');
  });
});
