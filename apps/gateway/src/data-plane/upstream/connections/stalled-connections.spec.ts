import { FakePool } from '../../../../../../test/upstream/support/fake-pool';
import { type RecordingListener } from '../../../../../../test/upstream/support/recording-listener';
import { someSettings } from '../../../../../../test/upstream/support/some-settings';

const HALF = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf';

/** A pool that is full, with an answer begun on each connection. */
function aFullPool(max: number): { backend: FakePool; served: RecordingListener[] } {
  const backend = new FakePool(someSettings({ max, queueTimeout: 60_000 }));
  const served = Array.from({ length: max }, () => backend.request());
  for (const socket of backend.sockets) {
    socket.connects();
    socket.receives(HALF);
  }
  return { backend, served };
}

const isCut = ({ error }: RecordingListener): boolean => error?.code === 'client_stalled';

describe('connections whose clients do not keep up', () => {
  it('are kept for as long as no request waits for one', () => {
    const { backend, served } = aFullPool(2);
    for (const { connection } of served) connection!.stall();
    backend.clock.advance(10_000);
    expect(served.map(isCut)).toEqual([false, false]);
  });

  it('make room for the requests that wait, the one stalled for longest first', () => {
    const { backend, served } = aFullPool(3);
    served[2].connection!.stall();
    backend.clock.advance(500);
    served[0].connection!.stall();
    backend.clock.advance(2_000);
    const first = backend.request();
    backend.clock.advance(100);
    expect(served.map(isCut)).toEqual([false, false, true]);
    expect(first.calls).toEqual(['connection']);
    backend.request();
    backend.request();
    backend.clock.advance(100);
    expect(served.map(isCut)).toEqual([true, false, true]);
    expect(backend.pool.waitingRequests).toBe(1);
  });

  it('have a second before they do', () => {
    const { backend, served } = aFullPool(1);
    backend.request();
    served[0].connection!.stall();
    backend.clock.advance(900);
    expect(served.map(isCut)).toEqual([false]);
    backend.clock.advance(200);
    expect(served.map(isCut)).toEqual([true]);
  });

  it('are left alone once they keep up again', () => {
    const { backend, served } = aFullPool(1);
    served[0].connection!.stall();
    backend.clock.advance(5_000);
    served[0].connection!.resume();
    const waiting = backend.request();
    backend.clock.advance(5_000);
    expect(served.map(isCut)).toEqual([false]);
    backend.sockets[0].receives('done');
    expect(waiting.calls).toEqual(['connection']);
  });

  it('are judged again by each request they carry', () => {
    const { backend, served } = aFullPool(1);
    served[0].connection!.stall();
    backend.clock.advance(5_000);
    served[0].connection!.resume();
    backend.sockets[0].receives('done');
    const next = backend.request();
    backend.sockets[0].receives(HALF);
    backend.request();
    backend.clock.advance(5_000);
    expect(isCut(next)).toBe(false);
  });
});
