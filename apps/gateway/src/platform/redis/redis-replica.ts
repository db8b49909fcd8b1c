import { type Clock, type Timer } from '../clock';
import { type RedisAccess } from './redis-access';
import { START_TIMEOUT_MS } from './redis-link';
import { type RedisObserver } from './redis-observer';

const POLL_MS = 5_000;

/** How soon it is read again when an answer did not come in time, in milliseconds. */
const RETRY = 200;

/** Keeps a copy of something in Redis right: has it read again whenever it may have changed. */
export class RedisReplica implements RedisObserver {
  private last: Promise<unknown> = Promise.resolve();
  private next: Promise<boolean> | undefined;
  private clock: Clock | undefined;
  private retrying: Timer | undefined;
  private timer: Timer | undefined;
  private hasBeenRead!: () => void;
  /** Resolves when it was read for the first time. */
  private readonly firstReading = new Promise<void>((resolve) => (this.hasBeenRead = resolve));

  constructor(
    private readonly connection: RedisAccess,
    readonly prefix: string,
    /** Reads it, and answers whether that could be done; never rejects. */
    private readonly readAll: () => Promise<boolean>,
    /** How late a change is found that Redis fails to tell of, in milliseconds. */
    private readonly poll = POLL_MS,
  ) {
    connection.observe(this);
  }

  /** Resolves when it was read for the first time, or when Redis takes too long or refuses to tell; it goes on either way. */
  async open(clock: Clock): Promise<void> {
    this.clock = clock;
    const opening = this.connection.open(START_TIMEOUT_MS);
    const left = this.connection.patienceLeft(START_TIMEOUT_MS);
    // No retry and no other reading may take this timer away: a start that waits has nothing else to end it.
    const patience = new Promise<void>((resolve) => void clock.after(left, resolve));
    await opening;
    this.timer = clock.every(this.poll, () => void this.read());
    await Promise.race([this.firstReading, Promise.all([this.read(), patience])]);
  }

  /** Resolves when it was read, not earlier than now; however many ask, it is read once for all of them. */
  read(): Promise<boolean> {
    this.next ??= this.last = this.afterLast();
    return this.next;
  }

  close(): void {
    this.timer?.cancel();
    this.retrying?.cancel();
    this.clock = undefined;
  }

  connected(): void {
    // Nothing can be asked before Redis answers.
  }

  disconnected(): void {
    // The known values stay in force.
  }

  changed(): void {
    void this.read();
  }

  answers(): void {
    void this.read();
  }

  private async afterLast(): Promise<boolean> {
    await this.last;
    this.next = undefined;
    const isRead = await this.readAll();
    if (isRead) this.hasBeenRead();
    // One answer that is late is no outage; when there is one, Redis is heard of when it is over.
    if (isRead || !this.connection.isUpFor(this.prefix)) return isRead;
    this.retrying?.cancel();
    this.retrying = this.clock?.after(RETRY, () => void this.read());
    return false;
  }
}
