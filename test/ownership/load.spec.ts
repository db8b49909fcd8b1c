import { SeededRandom } from '../support/seeded-random';
import { aBackend, type Backend } from './support/a-backend';
import { done, handOff, send } from './support/messages';

const WRITERS = 6;
const MOVES = 40;

/** Which backend owns the key, and under which epoch: the record of a gateway. */
interface Owner {
  readonly backend: Backend;
  readonly epoch: number;
}

/** A gateway with the record of one key, which writes, moves the key, and sometimes uses an old record. */
class Gateway {
  owner: Owner;
  /** The number of each way in which a hand-off or a write has ended, by status. */
  readonly ends: Record<string, number> = {};
  private readonly former: Owner[] = [];
  private clock = 1;

  constructor(
    private readonly backends: readonly Backend[],
    private readonly random: SeededRandom,
  ) {
    this.owner = { backend: backends[0], epoch: this.clock };
  }

  /** Sends the write until a backend has accepted it. */
  async write(text: string): Promise<void> {
    for (;;) {
      const known = this.random.fraction() < 0.2 ? this.pick(this.former) : undefined;
      const { backend, epoch } = known ?? this.owner;
      const { status } = await send(`${backend.url}/things/42`, epoch, { method: 'POST', body: text });
      this.count(`write ${status}`);
      if (status === 200) return;
    }
  }

  async move(): Promise<void> {
    const { owner } = this;
    const epoch = ++this.clock;
    const next = this.pick(this.backends.filter((backend) => backend !== owner.backend))!;
    const { status } = await handOff(owner.backend, next.destination, epoch);
    this.count(`move ${status}`);
    // The record of some hand-offs does not move, as if it had changed meanwhile.
    const isMoved = status === 200 && this.random.fraction() < 0.8;
    if (isMoved) {
      this.former.push(owner);
      this.owner = { backend: next, epoch };
    }
    for (const backend of [owner.backend, next]) await done(backend, next.destination, epoch, isMoved);
  }

  private pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random.fraction() * list.length)];
  }

  private count(end: string): void {
    this.ends[end] = (this.ends[end] ?? 0) + 1;
  }
}

describe('a key that moves all the time while clients write', () => {
  it('loses no write, and has none twice', async () => {
    const backends = await Promise.all(['a', 'b', 'c'].map((id) => aBackend(id)));
    backends[0].texts.set('42', '');
    const gateway = new Gateway(backends, new SeededRandom(1));
    const names: string[] = [];
    let isOver = false;
    const writing = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let at = 0; !isOver; at++) {
        await gateway.write(`${writer}.${at}`);
        names.push(`${writer}.${at}`);
      }
    });
    for (let moves = 0; moves < MOVES; moves++) await gateway.move();
    isOver = true;
    await Promise.all(writing);
    const { backend, epoch } = gateway.owner;
    const { text } = await send(`${backend.url}/things/42`, epoch);
    expect(text.trim().split(' ').sort()).toEqual(names.sort());
    for (const end of ['write 200', 'write 421', 'move 200']) expect(gateway.ends[end]).toBeGreaterThan(10);
    for (const own of backends) if (own !== backend) expect(own.texts.size).toBe(0);
  });
});
