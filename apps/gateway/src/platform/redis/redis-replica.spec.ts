import * as fc from 'fast-check';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { type RedisConnection } from './redis-connection';
import { RedisReplica } from './redis-replica';

/** Lets everything run that waits for no timer. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const UP = {
  isUpFor: () => true,
  observe: () => undefined,
  open: () => Promise.resolve(),
  patienceLeft: (all: number) => all,
};

describe('the copy of something in Redis', () => {
  /** Opens a replica that `readAll` reads; `isOpen` is true if the start continues. */
  function aStart(readAll: () => Promise<boolean>) {
    const clock = new FakeClock();
    const copy = new RedisReplica(UP as unknown as RedisConnection, 'a', readAll);
    const start = { clock, copy, isOpen: false };
    void copy.open(clock).then(() => (start.isOpen = true));
    return start;
  }

  it('lets a start go on as soon as it was read', async () => {
    const { isOpen } = await opened(aStart(() => Promise.resolve(true)));
    expect(isOpen).toBe(true);
  });

  it('is read again soon when the first answer is late, and lets the start go on then', async () => {
    let readings = 0;
    const start = await opened(aStart(() => Promise.resolve(++readings > 2)));
    expect(start.isOpen).toBe(false);
    for (let look = 0; look < 2; look++) {
      start.clock.advance(200);
      await settle();
    }
    expect(start.isOpen).toBe(true);
    expect(start.clock.now()).toBe(400);
  });

  it('holds up no start for longer than 2 s, whatever makes it be read meanwhile', async () => {
    const readings = ['changed', 'answers', 'read'] as const;
    const moment = fc.tuple(fc.integer({ min: 0, max: 700 }), fc.constantFrom(...readings));
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { maxLength: 12 }), async (moments) => {
        const start = await opened(aStart(() => Promise.resolve(false)));
        for (const [wait, what] of moments) {
          start.clock.advance(wait);
          void start.copy[what]();
          await settle();
        }
        start.clock.advance(2_000);
        await settle();
        expect(start.isOpen).toBe(true);
        start.copy.close();
      }),
    );
  });

  it('lets a start go on that is stopped while it waits', async () => {
    const start = await opened(aStart(() => Promise.resolve(false)));
    start.copy.close();
    start.clock.advance(2_000);
    await settle();
    expect(start.isOpen).toBe(true);
  });
});

async function opened<T>(start: T): Promise<T> {
  await settle();
  return start;
}
