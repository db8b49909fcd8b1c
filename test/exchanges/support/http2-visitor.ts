import { setTimeout as sleep } from 'node:timers/promises';
import { END_HEADERS, END_STREAM, fields, FRAME, frame } from '../../tls/http2-wire';
import { type Ending } from './http1-visitor';
import { type ClientStream, Http2Frames } from './http2-frames';
import { bodyOf, type ClientEnding, type Leaving, type Plan, targetOf, type Visit } from './plan';
import { type Addresses, openSecure, STANDING_MS, WAITING_MS } from './visitor';

/** CANCEL (RFC 9113 §7). */
const CANCEL = 8;
/** No stream of a visit has such a number. */
const FAR_STREAM = 1_001;

const number = (value: number): Buffer => Buffer.from([0, 0, 0, value]);

/** The frames of a client that leaves without closing its connection. */
const FAREWELLS: Partial<Record<ClientEnding, (stream: number) => Buffer>> = {
  'protocol-error': () => frame(FRAME.data, 0, 0, Buffer.from('no stream')),
  'reset-stream': (stream) => frame(FRAME.reset, 0, stream, number(CANCEL)),
  goaway: () => frame(FRAME.goaway, 0, 0, Buffer.alloc(8)),
  'goaway-close': () => frame(FRAME.goaway, 0, 0, Buffer.alloc(8)),
  'bad-fields': () => frame(FRAME.headers, END_STREAM | END_HEADERS, FAR_STREAM, Buffer.alloc(9, 0xff)),
  'bad-window': (stream) => frame(FRAME.windowUpdate, 0, stream, number(0)),
  'data-behind-end': (stream) => frame(FRAME.data, END_STREAM, stream, Buffer.from('behind')),
};
/** Behind these nothing more may come of the connection. */
const LAST: ReadonlySet<ClientEnding> = new Set([
  'fin',
  'protocol-error',
  'tls-garbage',
  'bad-fields',
  'goaway-close',
]);

/** Goes through the exchanges of a visit by HTTP/2, all at once. */
export async function visitByHttp2({ takes, plans }: Visit, addresses: Addresses): Promise<Ending[]> {
  const frames = new Http2Frames(await openSecure(addresses, 'h2'), takes);
  const visitor = new Http2Visitor(frames);
  const endings = await Promise.all(plans.map((plan, at) => visitor.exchange(plan, at)));
  frames.close();
  return endings;
}

class Http2Visitor {
  constructor(private readonly frames: Http2Frames) {}

  async exchange(plan: Plan, id: number): Promise<Ending> {
    const { frames } = this;
    const stream = 2 * id + 1;
    const state = frames.begin(stream);
    const body = Buffer.from(bodyOf(plan));
    const { leaves } = plan;
    this.beginWith(stream, plan, id);
    if (body.length > 0 && leaves?.when === 'half-body') {
      await frames.send(stream, body.subarray(0, body.length / 2), false);
    } else if (body.length > 0 && leaves?.when !== 'half-head') await frames.send(stream, body, true);
    if (leaves !== undefined) {
      await this.leave(leaves, stream, state);
      return 'left';
    }
    await frames.until(() => state.ended);
    return state.ended && !state.wasReset ? 'answered' : 'broken off';
  }

  private beginWith(stream: number, plan: Plan, id: number): void {
    const { method, body, leaves } = plan;
    const length =
      body === 'length' || body === 'large' ? [['content-length', String(bodyOf(plan).length)]] : [];
    const block = fields(
      [':method', method],
      [':scheme', 'https'],
      [':authority', 'h'],
      [':path', targetOf(plan, id)],
      ...(length as [string, string][]),
    );
    const isWhole = leaves?.when !== 'half-head';
    const flags = (isWhole ? END_HEADERS : 0) | (body === 'none' ? END_STREAM : 0);
    this.frames.write(
      frame(FRAME.headers, flags, stream, isWhole ? block : block.subarray(0, block.length / 2)),
    );
  }

  private async leave({ how, when }: Leaving, stream: number, state: ClientStream): Promise<void> {
    const { frames } = this;
    if (when === 'waiting') await sleep(WAITING_MS);
    if (when === 'answer') await frames.until(() => state.begun || state.ended);
    if (how === 'close') return frames.close();
    if (how === 'reset') return void frames.opened.below.resetAndDestroy();
    const farewell = FAREWELLS[how];
    if (farewell !== undefined) frames.write(farewell(stream));
    if (how === 'tls-garbage') frames.opened.below.write('no TLS, and no HTTP/2\r\n\r\n');
    if (how === 'fin' || how === 'goaway-close') frames.opened.socket.end();
    if (LAST.has(how)) return this.standBy();
    // Its own reset causes no event.
    if (how === 'reset-stream') state.ended = true;
    await frames.until(() => state.ended);
  }

  /** The gateway may close the connection at once, or only in its own time. */
  private async standBy(): Promise<void> {
    await Promise.race([this.frames.until(() => false), sleep(STANDING_MS)]);
    this.frames.close();
  }
}
