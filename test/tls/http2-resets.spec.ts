import { FakeClock } from '../support/fake-clock';
import { eventually } from '../support/eventually';
import { aFront, type FrontAlone } from './front-alone';
import { END_HEADERS, END_STREAM, FRAME, frame, Http2Wire, request } from './http2-wire';

/** One more than a client may take back at once. */
const TOO_MANY = 501;
const ENHANCE_YOUR_CALM = 11;
const CANCEL = Buffer.from([0, 0, 0, 8]);
const SECOND = 1_000;

class Rusher {
  private asked = 0;

  private constructor(
    readonly clock: FakeClock,
    private readonly front: FrontAlone,
    readonly wire: Http2Wire,
  ) {}

  static async toFront(): Promise<Rusher> {
    const clock = new FakeClock();
    const front = await aFront(() => undefined, { clock, keepAlive: 600_000 });
    return new Rusher(clock, front, await Http2Wire.to(front.port, front.ca));
  }

  /** Asks for this many answers and takes each request back at once; resolves when the front has read all of it. */
  async takeBack(count: number): Promise<void> {
    const pairs = Array.from({ length: count }, () => {
      const stream = 2 * this.asked++ + 1;
      return Buffer.concat([
        frame(FRAME.headers, END_STREAM | END_HEADERS, stream, request('/')),
        frame(FRAME.reset, 0, stream, CANCEL),
      ]);
    });
    const bytes = Buffer.concat(pairs);
    await eventually(() => expect(this.front.sockets).toHaveLength(1));
    const [socket] = this.front.sockets;
    const before = socket.bytesRead;
    this.wire.write(bytes);
    await eventually(() => expect(socket.bytesRead).toBeGreaterThanOrEqual(before + bytes.length));
  }

  get farewells(): number[] {
    return this.wire.frames
      .filter(({ type }) => type === FRAME.goaway)
      .map(({ payload }) => payload.readUInt32BE(4));
  }

  async untilGoaway(): Promise<void> {
    await eventually(() => expect(this.farewells).toContain(ENHANCE_YOUR_CALM));
  }
}

describe('a client that takes its requests back by HTTP/2 (CVE-2023-44487)', () => {
  it('is told to go, and its connection is closed when it is silent', async () => {
    const rusher = await Rusher.toFront();
    await rusher.takeBack(TOO_MANY);
    await rusher.untilGoaway();
    rusher.clock.advance(6 * SECOND);
    await rusher.wire.untilClosed();
  });

  it('may take back 500 at once, and 25 more each second', async () => {
    const rusher = await Rusher.toFront();
    await rusher.takeBack(TOO_MANY - 1);
    for (let second = 0; second < 5; second++) {
      rusher.clock.advance(SECOND);
      await rusher.takeBack(25);
    }
    expect(rusher.farewells).toEqual([]);
    await rusher.takeBack(1);
    await rusher.untilGoaway();
  });
});
