import { OK } from '../../../../../../test/upstream/support/answers';
import { FakePool } from '../../../../../../test/upstream/support/fake-pool';
import { type FakeSocket } from '../../../../../../test/upstream/support/fake-socket';
import { type RecordingListener } from '../../../../../../test/upstream/support/recording-listener';
import { someSettings } from '../../../../../../test/upstream/support/some-settings';

/** Brings a connection to the moment at which something is to happen to it. */
type Stage = (backend: FakePool) => { listener: RecordingListener; socket: FakeSocket };

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n';

function connecting(backend: FakePool): ReturnType<Stage> {
  const listener = backend.request();
  return { listener, socket: backend.dialer.last };
}

function awaiting(backend: FakePool): ReturnType<Stage> {
  const stage = connecting(backend);
  stage.socket.connects();
  return stage;
}

function reused(backend: FakePool): ReturnType<Stage> {
  const [socket] = backend.idle(1);
  return { listener: backend.request(), socket };
}

function after(bytes: string): Stage {
  return (backend) => {
    const stage = awaiting(backend);
    stage.socket.receives(bytes);
    return stage;
  };
}

describe('an UpstreamConnection', () => {
  describe('says how far it came when it breaks', () => {
    const stages: [string, Stage, string][] = [
      ['before it is open', connecting, 'upstream_connect in connect'],
      ['before the first byte', awaiting, 'upstream_closed in send'],
      ['before the first byte, used before', reused, 'upstream_closed in send'],
      ['within an interim head', after('HTTP/1.1 100 '), 'upstream_closed in head'],
      ['after an interim answer', after('HTTP/1.1 100 Continue\r\n\r\n'), 'upstream_closed in head'],
      ['within the head', after('HTTP/1.1 200'), 'upstream_closed in head'],
      ['before the body', after(HEAD), 'upstream_closed in body'],
      ['within the body', after(`${HEAD}hello`), 'upstream_closed in body'],
      [
        'within a chunk',
        after('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n'),
        'upstream_closed in body',
      ],
    ];
    const faults: [string, (socket: FakeSocket) => void][] = [
      ['a FIN', (socket) => socket.finishes()],
      ['a reset', (socket) => socket.breaks('ECONNRESET')],
      ['a close without a word', (socket) => socket.emit('close')],
    ];
    const cases = stages.flatMap(([when, stage, failure]) =>
      faults.map(([what, happens]) => ({ what, happens, when, stage, failure })),
    );

    it.each(cases)('$what, $when: $failure', ({ stage, happens, failure }) => {
      const backend = new FakePool();
      const { listener, socket } = stage(backend);
      happens(socket);
      expect(listener.calls.at(-1)).toBe(`failure ${failure}`);
      expect(listener.ends).toBe(1);
      expect(socket.destroyed).toBe(true);
      expect(backend.pool.openConnections).toBe(0);
      expect(backend.deadlines.size).toBe(0);
    });

    it('takes a reset for no end of an answer that only closing ends', () => {
      const backend = new FakePool();
      const { listener, socket } = after('HTTP/1.1 200 OK\r\n\r\nhalf')(backend);
      socket.breaks('ECONNRESET');
      expect(listener.calls.at(-1)).toBe('failure upstream_closed in body');
    });

    it('takes a reset that looks like a FIN for no end either', () => {
      const backend = new FakePool();
      const { listener, socket } = after('HTTP/1.1 200 OK\r\n\r\nhalf')(backend);
      socket.remoteAddress = undefined;
      socket.finishes();
      expect(listener.calls.at(-1)).toBe('failure upstream_closed in body');
    });

    it('takes a FIN for the end of such an answer', () => {
      const backend = new FakePool();
      const { listener, socket } = after('HTTP/1.1 200 OK\r\n\r\nwhole')(backend);
      socket.finishes();
      expect(listener.calls.at(-1)).toBe('end');
      expect(socket.destroyed).toBe(true);
    });
  });

  describe('carries no second request', () => {
    it.each([
      ['when the backend says close', `HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`],
      ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n'],
      ['behind an answer with surplus bytes', `${OK}H`],
      ['behind C-49: an answer that nobody asked for', OK + OK],
      ['behind C-51: a body where none may be', 'HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok'],
    ])('%s', (_when, bytes) => {
      const backend = new FakePool();
      const { listener, socket } = after(bytes)(backend);
      expect(listener.calls.at(-1)).toBe('end');
      expect(listener.ends).toBe(1);
      expect(socket.destroyed).toBe(true);
      expect(backend.pool.openConnections).toBe(0);
    });

    it('when a byte comes while it is idle', () => {
      const backend = new FakePool();
      const [socket] = backend.idle(1);
      socket.receives('H');
      expect(socket.destroyed).toBe(true);
      expect(backend.pool.idleConnections).toBe(0);
    });

    it('when the answer came before the request was written', () => {
      const backend = new FakePool();
      const listener = backend.request({ method: 'POST', complete: false });
      backend.dialer.last.connects();
      backend.dialer.last.receives(OK);
      expect(listener.calls.at(-1)).toBe('end');
      expect(backend.dialer.last.destroyed).toBe(true);
      listener.connection!.requestComplete();
      expect(backend.pool.openConnections).toBe(0);
    });
  });

  describe('keeps time', () => {
    const limits = { connect: 1_000, response: 3_000, bodyIdle: 5_000 };

    function aBackend(): FakePool {
      return new FakePool(someSettings({}, limits));
    }

    /** Expects that the listener fails with this error after so many milliseconds, and not before. */
    function expectFailure(
      backend: FakePool,
      listener: RecordingListener,
      limit: number,
      failure: string,
    ): void {
      backend.clock.advance(limit - 50);
      expect(listener.ended).toBe(false);
      backend.clock.advance(100);
      expect(listener.calls.at(-1)).toBe(`failure ${failure}`);
      expect(backend.pool.openConnections).toBe(0);
    }

    it('of the opening', () => {
      const backend = aBackend();
      const { listener } = connecting(backend);
      expectFailure(backend, listener, limits.connect, 'upstream_connect_timeout in connect');
    });

    it('until the head, from the opening on', () => {
      const backend = aBackend();
      const { listener, socket } = connecting(backend);
      backend.clock.advance(500);
      socket.connects();
      expectFailure(backend, listener, limits.response, 'upstream_timeout in head');
    });

    it('until the head, again for each request', () => {
      const backend = aBackend();
      const [socket] = backend.idle(1);
      backend.clock.advance(2_000);
      const listener = backend.request();
      expect(socket.destroyed).toBe(false);
      expectFailure(backend, listener, limits.response, 'upstream_timeout in head');
    });

    it('until the head as the route sets it', () => {
      const backend = aBackend();
      const listener = backend.request({ responseTimeout: 7_000 });
      backend.dialer.last.connects();
      expectFailure(backend, listener, 7_000, 'upstream_timeout in head');
    });

    it('until the head, whatever interim answers come', () => {
      const backend = aBackend();
      const { listener, socket } = awaiting(backend);
      backend.clock.advance(2_000);
      socket.receives('HTTP/1.1 102 Processing\r\n\r\n');
      expectFailure(backend, listener, 1_000, 'upstream_timeout in head');
    });

    it('until the head only once it has all of the request', () => {
      const backend = aBackend();
      const listener = backend.request({ method: 'POST', complete: false });
      backend.dialer.last.connects();
      backend.clock.advance(60_000);
      listener.connection!.requestComplete();
      expectFailure(backend, listener, limits.response, 'upstream_timeout in head');
    });

    it('while the backend does not take the body of the request', () => {
      const backend = aBackend();
      const listener = backend.request({ method: 'POST', complete: false });
      backend.dialer.last.connects();
      listener.connection!.expectProgress(true);
      backend.clock.advance(2_000);
      listener.connection!.expectProgress(false);
      backend.clock.advance(60_000);
      listener.connection!.expectProgress(true);
      expectFailure(backend, listener, limits.response, 'upstream_timeout in head');
    });

    it('between two pieces of a body', () => {
      const backend = aBackend();
      const { listener, socket } = after(HEAD)(backend);
      for (let n = 0; n < 9; n++) {
        backend.clock.advance(limits.bodyIdle - 100);
        socket.receives('x');
      }
      expectFailure(backend, listener, limits.bodyIdle, 'upstream_body_timeout in body');
    });

    it('but not while the client takes its time, until it goes on', () => {
      const backend = aBackend();
      const { listener, socket } = after(HEAD)(backend);
      listener.onBody = () => false;
      socket.receives('hello');
      backend.clock.advance(600_000);
      expect(listener.ended).toBe(false);
      listener.connection!.resume();
      expectFailure(backend, listener, limits.bodyIdle, 'upstream_body_timeout in body');
    });
  });

  describe('that carries a tunnel', () => {
    const SWITCH = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';

    function tunnel(): { backend: FakePool; socket: FakeSocket; told: string[] } {
      const backend = new FakePool();
      const told: string[] = [];
      const listener = backend.request({ upgrade: true });
      listener.onTunnel = () =>
        listener.connection!.enterTunnel({
          onRead: (length, buffer) => told.push(buffer.toString('latin1', 0, length)) > 0,
          onFin: () => void told.push('fin'),
          onClose: () => void told.push('close'),
        });
      const socket = backend.dialer.last;
      socket.connects();
      socket.receives(SWITCH);
      return { backend, socket, told };
    }

    it('passes bytes, a FIN and the end on', () => {
      const { backend, socket, told } = tunnel();
      socket.receives('HTTP/1.1 200 no longer HTTP');
      socket.finishes();
      expect(backend.pool.openConnections).toBe(1);
      socket.emit('close');
      expect(told).toEqual(['HTTP/1.1 200 no longer HTTP', 'fin', 'close']);
      expect(backend.pool.openConnections).toBe(0);
    });

    it('tells of a reset once', () => {
      const { backend, socket, told } = tunnel();
      socket.breaks('ECONNRESET');
      socket.emit('close');
      expect(told).toEqual(['close']);
      expect(backend.pool.openConnections).toBe(0);
    });

    it('has no time limit of its own', () => {
      const { backend, socket } = tunnel();
      backend.clock.advance(86_400_000);
      expect(socket.destroyed).toBe(false);
    });

    it('is closed when no request takes it', () => {
      const backend = new FakePool();
      const listener = backend.request({ upgrade: true });
      backend.dialer.last.connects();
      backend.dialer.last.receives(SWITCH);
      expect(listener.calls).toEqual(['connection', 'tunnel']);
      expect(backend.pool.openConnections).toBe(0);
    });
  });
});
