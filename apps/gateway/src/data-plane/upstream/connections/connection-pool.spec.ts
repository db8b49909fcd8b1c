import { OK } from '../../../../../../test/upstream/support/answers';
import { FakePool } from '../../../../../../test/upstream/support/fake-pool';
import { RecordingListener } from '../../../../../../test/upstream/support/recording-listener';
import { someSettings } from '../../../../../../test/upstream/support/some-settings';

describe('ConnectionPool', () => {
  describe('reuse', () => {
    it('reuses the connection that became idle last, so that the surplus grows old', () => {
      const backend = new FakePool();
      const [oldest, middle, newest] = backend.idle(3);
      const requests = [backend.request(), backend.request(), backend.request()];
      const sockets = requests.map((request) => request.connection?.socket);
      expect(sockets).toEqual([newest, middle, oldest]);
    });

    it('says of a connection whether it was used before', () => {
      const backend = new FakePool();
      const first = backend.request();
      expect(first.connection?.reused).toBe(false);
      backend.dialer.last.connects();
      backend.dialer.last.receives(OK);
      expect(backend.request().connection?.reused).toBe(true);
    });

    it('opens a connection for who insists on a fresh one, although others are idle', () => {
      const backend = new FakePool();
      backend.idle(1);
      const listener = backend.freshRequest();
      expect(backend.sockets).toHaveLength(2);
      expect(listener.connection?.reused).toBe(false);
    });

    it('gives up the oldest idle connection for a fresh one when no more may be open', () => {
      const backend = new FakePool(someSettings({ max: 2 }));
      const [oldest, newest] = backend.idle(2);
      backend.freshRequest();
      expect(oldest.destroyed).toBe(true);
      expect(newest.destroyed).toBe(false);
      expect(backend.pool.openConnections).toBe(2);
    });

    it('never answers from a connection that its backend has closed', () => {
      const backend = new FakePool();
      const [closed] = backend.idle(1);
      closed.finishes();
      expect(closed.destroyed).toBe(true);
      backend.request();
      expect(backend.sockets).toHaveLength(2);
    });
  });

  describe('limits', () => {
    it('opens no more connections than it may', () => {
      const backend = new FakePool(someSettings({ max: 2 }));
      for (let n = 0; n < 5; n++) backend.request();
      expect(backend.sockets).toHaveLength(2);
      expect(backend.pool.waitingRequests).toBe(3);
    });

    it('keeps no more idle connections than it may, and closes the oldest', () => {
      const backend = new FakePool(someSettings({ idle: 2 }));
      const sockets = backend.idle(3);
      expect(sockets.map((socket) => socket.destroyed)).toEqual([true, false, false]);
      expect(backend.pool.idleConnections).toBe(2);
    });

    it('keeps none when none may be kept', () => {
      const backend = new FakePool(someSettings({ idle: 0 }));
      backend.idle(1);
      expect(backend.pool.openConnections).toBe(0);
    });

    it('closes a connection that was idle for the idle time', () => {
      const backend = new FakePool(someSettings({ idleTimeout: 4_000 }));
      const [socket] = backend.idle(1);
      backend.clock.advance(3_900);
      expect(socket.destroyed).toBe(false);
      backend.clock.advance(150);
      expect(socket.destroyed).toBe(true);
      expect(backend.pool.openConnections).toBe(0);
    });

    it.each([
      ['timeout=10', 9_000],
      ['timeout=2, max=100', 1_000],
      ['max=100, timeout=60', 59_000],
    ])('keeps an idle connection a second less than the backend says: Keep-Alive: %s', (value, kept) => {
      const backend = new FakePool(someSettings({ idleTimeout: 4_000 }));
      backend.request();
      const socket = backend.dialer.last;
      socket.connects();
      socket.receives(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: ${value}\r\n\r\n`);
      backend.clock.advance(kept - 100);
      expect(socket.destroyed).toBe(false);
      backend.clock.advance(150);
      expect(socket.destroyed).toBe(true);
    });

    it.each(['timeout=1', 'timeout=0'])('keeps no connection of a backend that says %s', (value) => {
      const backend = new FakePool();
      backend.request();
      backend.dialer.last.connects();
      backend.dialer.last.receives(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: ${value}\r\n\r\n`);
      expect(backend.pool.openConnections).toBe(0);
    });

    it('goes by new limits as soon as they are set', () => {
      const backend = new FakePool(someSettings({ max: 1 }));
      backend.request();
      backend.pool.settings = someSettings({ max: 2 });
      backend.request();
      expect(backend.sockets).toHaveLength(2);
    });

    it('closes what is too much, as it becomes free, when the maximum is lowered', () => {
      const backend = new FakePool(someSettings({ max: 2 }));
      backend.request();
      backend.request();
      backend.pool.settings = someSettings({ max: 1 });
      for (const socket of backend.sockets) {
        socket.connects();
        socket.receives(OK);
      }
      expect(backend.sockets.map((socket) => socket.destroyed)).toEqual([true, false]);
    });
  });

  describe('retirement', () => {
    it('closes idle connections at once, and busy ones when their answer is complete', () => {
      const backend = new FakePool();
      const [idle] = backend.idle(1);
      const inFlight = backend.freshRequest();
      const busy = backend.dialer.last;
      backend.pool.retire();
      expect(idle.destroyed).toBe(true);
      expect(busy.destroyed).toBe(false);
      busy.connects();
      busy.receives(OK);
      expect(inFlight.calls.at(-1)).toBe('end');
      expect(busy.destroyed).toBe(true);
      expect(backend.pool.openConnections).toBe(0);
    });

    it('still serves who waited before', () => {
      const backend = new FakePool(someSettings({ max: 1 }));
      backend.request();
      const waiter = backend.request();
      backend.pool.retire();
      backend.dialer.last.connects();
      backend.dialer.last.receives(OK);
      backend.dialer.last.connects();
      backend.dialer.last.receives(OK);
      expect(waiter.calls.at(-1)).toBe('end');
      expect(backend.pool.openConnections).toBe(0);
    });
  });

  it('says once it is retired when nothing is left of it', () => {
    const backend = new FakePool();
    backend.idle(1);
    backend.freshRequest();
    let drained = 0;
    backend.pool.retire(() => drained++);
    expect(drained).toBe(0);
    backend.dialer.last.connects();
    backend.dialer.last.receives(OK);
    expect(drained).toBe(1);
  });

  describe('a cut', () => {
    it('ends every request, also those that wait, and opens nothing for them', () => {
      const backend = new FakePool(someSettings({ max: 3 }));
      const [idle] = backend.idle(1);
      const [awaiting, connecting, waiting] = [
        backend.request(),
        backend.freshRequest(),
        backend.freshRequest(),
        backend.request(),
      ].filter((_listener, at) => at !== 2);
      expect(backend.pool.openConnections).toBe(3);
      backend.pool.abortAll();
      expect([awaiting, connecting, waiting].map(({ calls }) => calls.at(-1))).toEqual([
        'failure backend_disabled in head',
        'failure backend_disabled in connect',
        'failure backend_disabled in connect',
      ]);
      expect([idle.destroyed, backend.pool.openConnections, backend.deadlines.size]).toEqual([true, 0, 0]);
      expect(backend.sockets).toHaveLength(3);
    });

    it('closes idle connections, and serves later requests', () => {
      const backend = new FakePool();
      const [idle] = backend.idle(1);
      backend.pool.abortAll();
      expect(idle.destroyed).toBe(true);
      const later = backend.request();
      backend.dialer.last.connects();
      backend.dialer.last.receives(OK);
      expect(later.calls.at(-1)).toBe('end');
    });
  });

  describe('destruction', () => {
    it('ends every request, also those that wait, and opens nothing more', () => {
      const backend = new FakePool(someSettings({ max: 2 }));
      const listeners = [backend.request(), backend.request(), backend.request(), backend.request()];
      backend.sockets[0].connects();
      backend.pool.destroy();
      expect(listeners.map((listener) => listener.ends)).toEqual([1, 1, 1, 1]);
      expect(backend.sockets).toHaveLength(2);
      expect(backend.sockets.every((socket) => socket.destroyed)).toBe(true);
      expect(backend.deadlines.size).toBe(0);
    });

    it('tells the end of a tunnel that its connection is gone', () => {
      const backend = new FakePool();
      const listener = new RecordingListener({ upgrade: true });
      let closed = 0;
      listener.onTunnel = () =>
        listener.connection!.enterTunnel({ onRead: () => true, onFin: () => {}, onClose: () => closed++ });
      backend.pool.acquire(listener, false);
      backend.dialer.last.connects();
      backend.dialer.last.receives('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n');
      backend.pool.destroy();
      expect(closed).toBe(1);
    });
  });

  it('watches nothing when nothing is open', () => {
    const backend = new FakePool();
    backend.idle(3);
    backend.request().connection!.abort();
    backend.clock.advance(10_000);
    expect(backend.deadlines.size).toBe(0);
    expect(backend.clock.timers).toBe(0);
  });

  it('gives a connection its whole time to open, also after nothing was open for long', () => {
    const backend = new FakePool(someSettings({}, { connect: 2_000 }));
    backend.idle(1);
    backend.clock.advance(3_600_000);
    const listener = backend.request();
    backend.clock.advance(1_900);
    expect(listener.calls).toEqual(['connection']);
    backend.clock.advance(150);
    expect(listener.calls.at(-1)).toBe('failure upstream_connect_timeout in connect');
  });
});
