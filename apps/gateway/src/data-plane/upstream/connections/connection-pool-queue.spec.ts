import { OK } from '../../../../../../test/upstream/support/answers';
import { FakePool } from '../../../../../../test/upstream/support/fake-pool';
import { RecordingListener } from '../../../../../../test/upstream/support/recording-listener';
import { someSettings } from '../../../../../../test/upstream/support/some-settings';

const OVERLOADED = ['failure overloaded in connect'];

describe('the queue of a ConnectionPool', () => {
  it('gives a connection that becomes free to who has waited longest', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    backend.request();
    const [second, third] = [backend.request(), backend.request()];
    backend.dialer.last.connects();
    backend.dialer.last.receives(OK);
    expect(second.calls).toEqual(['connection']);
    expect(third.calls).toEqual([]);
    backend.dialer.last.receives(OK);
    expect(third.calls).toEqual(['connection']);
    expect(backend.sockets).toHaveLength(1);
  });

  it('opens a connection for who waits when one is lost', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    backend.request();
    const second = backend.request();
    backend.dialer.last.breaks('ECONNREFUSED');
    expect(second.calls).toEqual(['connection']);
    expect(backend.sockets).toHaveLength(2);
  });

  it.each(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL'])(
    'blames no backend when the machine has no socket: %s',
    (code) => {
      const backend = new FakePool();
      const { calls } = backend.request();
      backend.dialer.last.breaks(code);
      expect(calls).toEqual(['connection', ...OVERLOADED]);
    },
  );

  it('refuses at once when too many wait already', () => {
    const backend = new FakePool(someSettings({ max: 1, queue: 1 }));
    backend.request();
    backend.request();
    expect(backend.request().calls).toEqual(OVERLOADED);
  });

  it('refuses only the request that has waited too long', () => {
    const backend = new FakePool(someSettings({ max: 1, queueTimeout: 1_000 }));
    backend.request();
    const early = backend.request();
    backend.clock.advance(500);
    const late = backend.request();
    backend.clock.advance(550);
    expect(early.calls).toEqual(OVERLOADED);
    expect(late.calls).toEqual([]);
    expect(backend.pool.waitingRequests).toBe(1);
  });

  it('forgets who has given up waiting', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    backend.request();
    const [leaver, stayer] = [backend.request(), backend.request()];
    backend.pool.abandon(leaver);
    backend.dialer.last.connects();
    backend.dialer.last.receives(OK);
    backend.clock.advance(60_000);
    expect(leaver.calls).toEqual([]);
    expect(stayer.calls[0]).toBe('connection');
  });

  it('ignores the leaving of who does not wait', () => {
    const backend = new FakePool();
    backend.pool.abandon(new RecordingListener());
    expect(backend.pool.waitingRequests).toBe(0);
  });

  it('never lends a used connection to a waiter that insists on a fresh one', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    backend.request();
    const waiter = backend.freshRequest();
    const [used] = backend.sockets;
    used.connects();
    used.receives(OK);
    expect(used.destroyed).toBe(true);
    expect(waiter.connection?.reused).toBe(false);
    expect(backend.sockets).toHaveLength(2);
  });

  it('never lends a connection with surplus bytes to a waiter', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    const first = backend.request();
    const second = backend.request();
    const [poisoned] = backend.sockets;
    poisoned.connects();
    poisoned.receives(OK + 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nPOISON');
    expect(first.calls).toEqual(['connection', 'head 200', 'body', 'end']);
    expect(poisoned.destroyed).toBe(true);
    backend.dialer.last.connects();
    backend.dialer.last.receives(OK);
    expect(second.body).toBe('ok');
  });

  it('serves a waiter on a connection whose last client did not keep up', () => {
    const backend = new FakePool(someSettings({ max: 1 }));
    const slow = backend.request();
    const waiter = backend.request();
    slow.onBody = () => {
      slow.connection!.pause();
      return false;
    };
    const [socket] = backend.sockets;
    socket.connects();
    socket.receives('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n');
    socket.receives(OK);
    expect(waiter.calls).toEqual(['connection', 'head 200', 'body', 'end']);
  });
});
