import { Logger } from '@nestjs/common';
import { type Clock, type Timer } from '../ports/clock';
import { Deadlines } from '../ports/deadlines';
import { Histogram } from '../ports/metrics/histogram';
import { type Random } from '../ports/random';
import { RedisCall, type TimedCall } from './redis.call';
import { type RedisAddress, type RedisClient, redisClient } from './redis.link';
import { type RedisScript } from './redis.script';
import { RedisUnavailableError } from './redis-unavailable.error';

/** So many calls in a row that fail, and no further one is sent until Redis has answered a ping. */
const MOST_FAILURES = 3;

/** Between two pings, in milliseconds: while all is well, and while it is not. */
const PING_INTERVAL = 1_000;
const PROBE_INTERVAL = 100;

/** Who must know when what was read from Redis may no longer be so. */
export interface RedisObserver {
  /** How the keys begin that it wants to be told of; no two observers may have one that is the beginning of another. */
  readonly prefix: string;
  /** Connected anew, set up, and answering: what was changed since `disconnected`, nobody has told. */
  connected(): void;
  /** From here on nobody is told of changes. */
  disconnected(): void;
  /** Somebody has changed this key, which begins like `prefix`; undefined: all of them. */
  changed(key: string | undefined): void;
  /** Redis answers: calls are sent, from now on or again. */
  answers?(): void;
}

/**
 * One connection to Redis, shared by all that is kept there. No call waits longer than the time limit, and while Redis
 * does not answer none waits at all: it is asked again when it has answered a ping.
 */
export class RedisConnection {
  /** Whether calls are sent. */
  isUp = false;
  calls = 0;
  failures = 0;
  /** Calls that failed at once, because it was not up. */
  unsent = 0;
  /** Times that a connection was lost. */
  losses = 0;
  /** Why it is not up, or why the last call failed. */
  lastFailure: string | undefined;
  /** How long calls took, by what they do; those that failed included. */
  readonly durations = new Map<string, Histogram>();
  private readonly logger = new Logger('Redis');
  private readonly client: RedisClient;
  private readonly deadlines: Deadlines;
  private readonly observers: RedisObserver[] = [];
  private readonly waiting: (() => void)[] = [];
  private isOpened = false;
  private isConnected = false;
  /** Whether nobody has been told yet that it is connected: as long as Redis loads what it has kept, that is no news. */
  private isNew = false;
  private isClosed = false;
  private wasUp = true;
  private failuresInARow = 0;
  private pings: Timer | undefined;

  constructor(
    address: RedisAddress,
    /** Of a call, in milliseconds. */
    public timeout: number,
    private readonly clock: Clock,
    random: Random,
  ) {
    this.deadlines = new Deadlines(clock);
    this.client = redisClient(address, () => random.fraction());
    this.client
      .on('ready', () => void this.setUp())
      .on('error', (error: Error) => {
        if (!this.client.isReady) this.lose(error.message);
      })
      .on('invalidate', (key: unknown) => this.tellOfChange(key));
  }

  /** To be called before `open`. */
  observe(observer: RedisObserver): void {
    this.observers.push(observer);
  }

  /** Begins to connect, once; resolves when that has worked or `patience` is over; it goes on either way. */
  async open(patience: number): Promise<void> {
    if (this.isUp) return;
    if (!this.isOpened) this.connect();
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.clock.after(patience, resolve);
    });
  }

  /** @throws RedisUnavailableError by rejection only. */
  call<T>(command: readonly string[], operation = command[0].toLowerCase()): Promise<T> {
    if (this.isUp) return this.send<T>(command, operation);
    this.unsent++;
    return Promise.reject(new RedisUnavailableError(this.lastFailure ?? 'not connected yet'));
  }

  /** Runs a script with one key, or with several; see `RedisScript`. */
  async run<T>(script: RedisScript, key: string | readonly string[], values: readonly string[]): Promise<T> {
    const keys = typeof key === 'string' ? [key] : key;
    const parameters = [String(keys.length), ...keys, ...values];
    try {
      return await this.call<T>(['EVALSHA', script.sha, ...parameters], script.name);
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
      return this.call<T>(['EVAL', script.source, ...parameters], script.name);
    }
  }

  close(): void {
    this.isClosed = true;
    this.isUp = false;
    this.pings?.cancel();
    if (this.client.isOpen) this.client.destroy();
  }

  answered(call: TimedCall): void {
    this.ended(call);
    this.failuresInARow = 0;
  }

  failed(call: TimedCall, reason: string): void {
    this.ended(call);
    // Redis has answered; that it wants to be sent the whole script is no failure.
    if (reason.startsWith('NOSCRIPT')) return;
    this.failures++;
    this.lastFailure = reason;
    if (this.isUp && ++this.failuresInARow >= MOST_FAILURES) this.goDown();
  }

  private ended(call: TimedCall): void {
    this.deadlines.remove(call);
    let durations = this.durations.get(call.operation);
    if (durations === undefined) this.durations.set(call.operation, (durations = new Histogram()));
    durations.observe((this.clock.now() - call.sentAt) / 1000);
  }

  private connect(): void {
    this.isOpened = true;
    this.client.connect().catch((error: Error) => this.lose(error.message));
  }

  private send<T>(command: readonly string[], operation: string): Promise<T> {
    this.calls++;
    const now = this.clock.now();
    const call = new RedisCall<T>(now + this.timeout, this, operation, now);
    this.deadlines.add(call);
    this.client.sendCommand(command as string[]).then(call.succeed, call.fail);
    return call.answer;
  }

  private async setUp(): Promise<void> {
    try {
      if (this.observers.length > 0) {
        const prefixes = this.observers.flatMap(({ prefix }) => ['PREFIX', prefix]);
        await this.client.sendCommand(['CLIENT', 'TRACKING', 'OFF']);
        await this.client.sendCommand(['CLIENT', 'TRACKING', 'ON', 'BCAST', 'NOLOOP', ...prefixes]);
      }
      this.isConnected = true;
      this.isNew = true;
      this.probe();
    } catch (error) {
      this.lose((error as Error).message);
      // Redis has answered, but not as it should; else there will be another connection.
      if (this.client.isReady && !this.isClosed)
        this.pings = this.clock.after(PROBE_INTERVAL, () => void this.setUp());
    }
  }

  /** Nothing is sent until a ping is answered: Redis may be stopped, busy, loading, or not allowed to write. */
  private goDown(): void {
    this.isUp = false;
    this.tellOfOutage();
    this.probe();
  }

  private probe(): void {
    this.pings?.cancel();
    if (!this.isConnected || this.isClosed) return;
    this.client.sendCommand(['PING']).then(
      () => this.goUp(),
      (error: Error) => {
        this.lastFailure = error.message;
        this.pings = this.clock.after(PROBE_INTERVAL, () => this.probe());
      },
    );
  }

  private goUp(): void {
    if (!this.isConnected || this.isClosed) return;
    if (this.isNew) for (const observer of this.observers) observer.connected();
    this.isNew = false;
    this.isUp = true;
    this.failuresInARow = 0;
    if (!this.wasUp) this.logger.log('Redis answers again.');
    this.wasUp = true;
    for (const resolve of this.waiting.splice(0)) resolve();
    for (const observer of this.observers) observer.answers?.();
    // Whatever is read from memory alone would else never notice that nobody is there to tell of changes.
    this.pings = this.clock.every(
      PING_INTERVAL,
      () => void this.send(['PING'], 'ping').catch(() => undefined),
    );
  }

  private lose(reason: string): void {
    if (this.isClosed) return;
    this.lastFailure = reason;
    const wasConnected = this.isConnected;
    this.isConnected = false;
    this.isUp = false;
    this.pings?.cancel();
    this.tellOfOutage();
    if (!wasConnected) return;
    this.losses++;
    for (const observer of this.observers) observer.disconnected();
  }

  private tellOfOutage(): void {
    if (this.wasUp) this.logger.warn(`Redis cannot be asked (${this.lastFailure}); it is tried again.`);
    this.wasUp = false;
  }

  private tellOfChange(key: unknown): void {
    const name = Buffer.isBuffer(key) ? key.toString() : (key as string | null);
    for (const observer of this.observers)
      if (name === null || name.startsWith(observer.prefix)) observer.changed(name ?? undefined);
  }
}
