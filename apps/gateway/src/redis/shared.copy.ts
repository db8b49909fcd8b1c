import { type Clock, type Timer } from '../ports/clock';
import { type RedisConnection, type RedisObserver } from './redis.connection';

/** How long a start waits for Redis; after that the gateway serves without it until it comes. */
const PATIENCE = 2_000;

const POLL = 5_000;

/** Keeps a copy of something in Redis right: has it read anew whenever it may have changed. */
export class SharedCopy implements RedisObserver {
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<void> | undefined;
  private timer: Timer | undefined;

  constructor(
    private readonly connection: RedisConnection,
    readonly prefix: string,
    /** Reads it; never rejects. */
    private readonly readAll: () => Promise<void>,
    /** How late a change is found that Redis fails to tell of, in milliseconds. */
    private readonly poll = POLL,
  ) {
    connection.observe(this);
  }

  /** Resolves when it was read for the first time, or when Redis takes too long. */
  async open(clock: Clock): Promise<void> {
    await this.connection.open(PATIENCE);
    this.timer = clock.every(this.poll, () => void this.read());
    await this.read();
  }

  /** Resolves when it was read, not earlier than now; however many ask, it is read once for all of them. */
  read(): Promise<void> {
    this.next ??= this.last = this.afterLast();
    return this.next;
  }

  close(): void {
    this.timer?.cancel();
  }

  connected(): void {
    // Nothing can be asked before Redis answers.
  }

  disconnected(): void {
    // What is known stays in force.
  }

  changed(): void {
    void this.read();
  }

  answers(): void {
    void this.read();
  }

  private async afterLast(): Promise<void> {
    await this.last;
    this.next = undefined;
    await this.readAll();
  }
}
