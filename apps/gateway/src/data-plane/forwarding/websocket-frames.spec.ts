import { GOING_AWAY, goingAwayMasked, WebSocketFrames } from './websocket-frames';

/** A frame with this first byte and so much payload, unmasked. */
function frame(first: number, bytes: number): Buffer {
  const length =
    bytes < 126
      ? [bytes]
      : bytes < 65_536
        ? [126, bytes >> 8, bytes & 0xff]
        : [127, 0, 0, 0, 0, 0, bytes >> 16, (bytes >> 8) & 0xff, bytes & 0xff];
  return Buffer.concat([Buffer.from([first, ...length]), Buffer.alloc(bytes, 0xff)]);
}

const following = (...pieces: Buffer[]): WebSocketFrames => {
  const frames = new WebSocketFrames();
  for (const piece of pieces) frames.follow(piece, piece.length);
  return frames;
};

describe('WebSocketFrames', () => {
  it('begins between two frames', () => {
    expect(new WebSocketFrames().isBetweenFrames).toBe(true);
  });

  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
    'knows the end of a frame with a payload of %i bytes, however it is cut',
    (bytes) => {
      const whole = frame(0x82, bytes);
      for (const cut of new Set([1, 2, 3, 4, 9, 10, 11, whole.length - 1])) {
        if (cut <= 0 || cut >= whole.length) continue;
        const frames = following(whole.subarray(0, cut));
        expect(frames.isBetweenFrames).toBe(false);
        frames.follow(whole.subarray(cut), whole.length - cut);
        expect(frames).toMatchObject({ isBetweenFrames: true, lost: false, closed: false });
      }
    },
  );

  it('counts the mask of what a client sends', () => {
    const masked = Buffer.from([0x81, 0x82, 1, 2, 3, 4, 5, 6]);
    expect(following(masked.subarray(0, 7)).isBetweenFrames).toBe(false);
    expect(following(masked).isBetweenFrames).toBe(true);
  });

  it('takes the pieces of a message, and what is said in between, for frames', () => {
    const frames = following(frame(0x01, 3), frame(0x89, 0), frame(0x00, 3), frame(0x8a, 0), frame(0x80, 0));
    expect(frames).toMatchObject({ isBetweenFrames: true, lost: false });
  });

  it('lets compressed frames pass', () => {
    expect(following(frame(0xc1, 5)).isBetweenFrames).toBe(true);
  });

  it('knows when the last word has been said', () => {
    expect(following(frame(0x88, 2))).toMatchObject({ closed: true, isBetweenFrames: true });
  });

  it.each([
    ['an opcode that does not exist', Buffer.from([0x83, 0])],
    ['a last word in pieces', Buffer.from('hello')],
    ['a length that no number can hold', Buffer.from([0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0])],
    ['a frame behind the last one', Buffer.concat([frame(0x88, 0), frame(0x81, 1)])],
  ])('loses track of what is none: %s', (_name, bytes) => {
    expect(following(bytes)).toMatchObject({ lost: true, isBetweenFrames: false });
  });

  it('finds where the present frame ends among the bytes behind it', () => {
    const frames = following(frame(0x82, 10).subarray(0, 4));
    const rest = Buffer.concat([frame(0x82, 10).subarray(4), frame(0x82, 3)]);
    expect(frames.followToBoundary(rest, rest.length)).toBe(8);
    expect(frames.isBetweenFrames).toBe(true);
  });

  it('finds no end that has not come', () => {
    const frames = following(frame(0x82, 10).subarray(0, 4));
    expect(frames.followToBoundary(Buffer.alloc(3), 3)).toBe(3);
    expect(frames.isBetweenFrames).toBe(false);
  });
});

describe('the last word', () => {
  it('is a Close frame with the code 1001', () => {
    expect([...GOING_AWAY]).toEqual([0x88, 2, 1001 >> 8, 1001 & 0xff]);
  });

  it('is masked where a client has to say it', () => {
    const [first, second, ...rest] = goingAwayMasked(Buffer.from([9, 8, 7, 6]));
    expect([first, second]).toEqual([0x88, 0x82]);
    expect(rest).toEqual([9, 8, 7, 6, (1001 >> 8) ^ 9, (1001 & 0xff) ^ 8]);
  });
});
