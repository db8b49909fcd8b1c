import { EventEmitter } from 'node:events';
import { type ServerHttp2Session } from 'node:http2';
import { type TLSSocket } from 'node:tls';
import { FakeClock } from '../../../../../../test/support/fake-clock';
import { Deadlines } from '../../../platform/deadlines';
import { type ListenerSettings } from '../listener-settings';
import { Http2Connection } from './http2-connection';

/** Requests that a client has taken back before the gateway has seen them. */
const TAKEN_BACK = { destroyed: true, on: () => undefined, destroy: () => undefined };

class FakeSession extends EventEmitter {
  closed = false;
  destroyed = false;
  codes: number[] = [];

  goaway(code: number): void {
    this.codes.push(code);
  }

  close(): void {
    this.closed = true;
  }

  destroy(): void {
    this.destroyed = true;
  }
}

class FakeSocket extends EventEmitter {
  bytesRead = 0;
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
  }
}

describe('a client of HTTP/2 that takes back too many requests', () => {
  let clock: FakeClock;
  let session: FakeSession;
  let socket: FakeSocket;

  beforeEach(() => {
    clock = new FakeClock();
    session = new FakeSession();
    socket = new FakeSocket();
    new Http2Connection(
      session as unknown as ServerHttp2Session,
      socket as unknown as TLSSocket,
      () => undefined,
      { timeouts: { keepAlive: 5_000 } } as ListenerSettings,
      new Deadlines(clock),
    );
    for (let count = 0; count < 501; count++) session.emit('stream', TAKEN_BACK, {}, 0, []);
  });

  const sendFor = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      socket.bytesRead += 9;
      clock.advance(1_000);
    }
  };

  it('is told to go, and may finish what it is sending', () => {
    expect([session.codes, session.closed]).toEqual([[0xb], true]);
    sendFor(20);
    expect(socket.destroyed).toBe(false);
  });

  it('is cut off after 5 seconds of silence', () => {
    sendFor(3);
    clock.advance(12_000);
    expect(socket.destroyed).toBe(true);
  });

  it('is cut off after half a minute, though it never stops sending', () => {
    sendFor(36);
    expect(socket.destroyed).toBe(true);
  });
});
