import { UpstreamProtocolError } from '../../errors/upstream.errors';
import { HeadBuffer } from './head-buffer';

const HEAD = 'HTTP/1.1 200 OK\r\nX: 1\r\n';
const LIMIT = 64 * 1024;

/** A head of so many bytes, the empty line included. */
function headOf(bytes: number): string {
  const line = 'HTTP/1.1 200 OK\r\nX: ';
  return `${line}${'x'.repeat(bytes - line.length - 4)}\r\n\r\n`;
}

/** Gives the pieces one after another, in a buffer that still holds other bytes behind each. */
function collect(pieces: string[]): { head: string | undefined; rest: string } {
  const held = new HeadBuffer();
  for (const [at, piece] of pieces.entries()) {
    const stale = Buffer.from(`>>${piece}\r\n\r\n stale \r\n\r\n`, 'latin1');
    const head = held.take(stale, 2, 2 + piece.length);
    if (head === undefined) continue;
    return { head, rest: piece.slice(held.upgradeHead - 2) + pieces.slice(at + 1).join('') };
  }
  return { head: undefined, rest: '' };
}

describe('HeadBuffer', () => {
  it('gives the head, and says where the bytes behind it begin, however it was cut', () => {
    const text = `${HEAD}\r\nbody`;
    for (let first = 0; first <= text.length; first++) {
      for (let second = first; second <= text.length; second++) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(collect(pieces.filter((piece) => piece !== ''))).toEqual({ head: HEAD, rest: 'body' });
      }
    }
  });

  it('gives it byte by byte', () => {
    expect(collect([...`${HEAD}\r\nb`])).toEqual({ head: HEAD, rest: 'b' });
  });

  it('gives one head after another', () => {
    const held = new HeadBuffer();
    const both = Buffer.from(`${HEAD}\r\n${HEAD}\r\n`);
    expect(held.take(both, 0, 10)).toBeUndefined();
    expect(held.take(both, 10, both.length)).toBe(HEAD);
    expect(held.upgradeHead).toBe(HEAD.length + 2);
    expect(held.take(both, held.upgradeHead, both.length)).toBe(HEAD);
    expect(held.upgradeHead).toBe(both.length);
  });

  it('forgets what it holds when it is cleared', () => {
    const held = new HeadBuffer();
    held.take(Buffer.from('HTTP/1.1 200 POISON'), 0, 19);
    held.clear();
    expect(held.take(Buffer.from(`${HEAD}\r\n`), 0, HEAD.length + 2)).toBe(HEAD);
  });

  it.each([
    ['whole', LIMIT],
    ['in halves', LIMIT / 2],
    ['in pieces of 1000', 1000],
    ['byte by byte', 1],
  ])('takes a head of exactly 64 KiB and not a byte more, %s', (_how, size) => {
    const cut = (text: string): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;
    expect(collect(cut(headOf(LIMIT))).head).toHaveLength(LIMIT - 2);
    expect(() => collect(cut(headOf(LIMIT + 1)))).toThrow(UpstreamProtocolError);
    expect(() => collect(cut(headOf(LIMIT + 5)))).toThrow(UpstreamProtocolError);
  });

  it('refuses what never ends after 64 KiB', () => {
    const held = new HeadBuffer();
    const piece = Buffer.alloc(1024, 'x');
    held.take(Buffer.from(HEAD.padEnd(1024, 'x')), 0, 1024);
    for (let taken = 2048; taken < LIMIT; taken += 1024) expect(held.take(piece, 0, 1024)).toBeUndefined();
    expect(() => held.take(piece, 0, 1024)).toThrow(UpstreamProtocolError);
  });

  it.each(['\r', '\n', 'h', '\x16', ' ', '{'])(
    'refuses what begins like no status line at once: %j',
    (byte) => {
      expect(() => collect([byte])).toThrow(UpstreamProtocolError);
    },
  );

  it('copies and searches each byte a bounded number of times, also when they drip in', () => {
    const held = new HeadBuffer();
    const copied = jest.spyOn(Buffer.prototype, 'copy');
    const searched = jest.spyOn(Buffer.prototype, 'indexOf');
    const text = Buffer.from(headOf(LIMIT));
    for (let at = 0; at < LIMIT; at++) held.take(text, at, at + 1);
    const moved = copied.mock.calls.reduce((sum, [, , from, to]) => sum + Number(to) - Number(from), 0);
    const from = searched.mock.calls.map(([, at]) => Number(at));
    copied.mockRestore();
    searched.mockRestore();
    expect(moved).toBeLessThan(3 * LIMIT);
    // Each byte is searched twice: for the empty line, of which three bytes may be there already, and for a lone CR.
    expect(from).toHaveLength(2 * LIMIT);
    expect(from.slice(1).filter((start, turn) => start < Math.floor(turn / 2) - 3)).toEqual([]);
  });
});
