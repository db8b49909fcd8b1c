import { type Timer } from '../clock';
import { Deadlines } from '../deadlines';
import { CallDurations } from './call-durations';
import { CHECK } from './check.script';
import { type RedisAccess } from './redis-access';
import { failureOf, RedisCall, type TimedCall } from './redis-call';
import { type RedisAddress, type RedisClient, redisClient } from './redis-link';
import { type RedisObserver } from './redis-observer';
import { RedisObservers } from './redis-observers';
import { RedisOpening } from './redis-opening';
import { type RedisPorts } from './redis-ports';
import { isHarmless } from './refusal';
import { RedisReplacement } from './redis-replacement';
import { type RedisScript } from './redis.script';
import { scanPage, type ScanPage } from './scan-page';
import { beginTracking } from './redis-tracking';
import { RedisTroubles, type TroubleObserver } from './redis-troubles';
import { RedisRefusedError, RedisUnavailableError } from './redis-unavailable.error';

/** So many calls in a row that are not answered, and no further one is sent until Redis has answered a ping. */
const MAX_FAILURES = 3;
/** Between two checks of a Redis that answers, and between two pings of one that does not, in milliseconds. */
const CHECK_INTERVAL = 1_000;
const PROBE_INTERVAL = 100;

/**
 * One connection to Redis, shared by all its users. No call waits longer than the time limit, and none waits at all
 * while Redis does not respond: calls begin again after a successful ping. An error is a response: calls continue
 * while Redis refuses some of them, and each kind of refusal is reported once until it is proven to be over.
 */
export class RedisConnection implements RedisAccess {
  readonly isSharded = false;
  /** True if calls are sent. */
  isUp = false;
  calls = 0;
  failures = 0;
  /** Calls that failed at once, because it was not up. */
  shortCircuited = 0;
  /** Times that a connection was lost. */
  losses = 0;
  /** Why it is not up, or why the last call failed. */
  lastFailure: string | undefined;
  /** How long calls took, by what they do; those that failed included. */
  readonly durations = new CallDurations();
  /** The present errors of Redis. */
  readonly troubles: RedisTroubles;
  private readonly replacement: RedisReplacement;
  /** A key that is never there, of those that are stored at this server. */
  checkKey: string;
  private client: RedisClient;
  private readonly deadlines: Deadlines;
  private readonly observers: RedisObservers;
  private readonly opening: RedisOpening;
  private isConnected = false;
  /** True until observers know that it is connected: a Redis that is still loading its data does not count. */
  private isNew = false;
  /** True if a connection may lead to fewer data than an earlier one, of this or of another server. */
  private mayHaveLost = false;
  private isClosed = false;
  private failuresInARow = 0;
  private pings: Timer | undefined;

  constructor(
    private readonly address: RedisAddress,
    /** Of a call, in milliseconds. */
    public timeout: number,
    private readonly ports: RedisPorts,
    observer?: TroubleObserver,
  ) {
    const { clock, guard } = ports;
    this.observers = new RedisObservers(guard);
    this.deadlines = new Deadlines(clock);
    this.opening = new RedisOpening(clock);
    this.troubles = new RedisTroubles(address, clock, observer);
    this.checkKey = `${address.prefix}check`;
    this.client = this.makeClient();
    const setUp = (client: RedisClient) => beginTracking(client, this.observers.prefixes);
    const settings = { make: () => this.makeClient(), setUp, key: () => this.checkKey };
    this.replacement = new RedisReplacement(settings, clock);
  }

  observe(observer: RedisObserver): void {
    this.observers.add(observer);
  }

  /** Says that another server had the data before, and may have had more than this one. */
  succeedsAnother(): void {
    this.mayHaveLost = true;
  }

  async open(patience: number): Promise<void> {
    if (this.isUp) return;
    const { client } = this;
    if (this.opening.begin())
      client.connect().catch((error: Error) => {
        if (client === this.client) this.lose(failureOf(error));
      });
    await this.opening.wait(patience);
  }

  patienceLeft(patience: number): number {
    return this.opening.left(patience);
  }

  isUpFor(): boolean {
    return this.isUp;
  }

  call<T>(command: readonly string[], operation = command[0].toLowerCase()): Promise<T> {
    if (this.isUp) return this.send<T>(command, operation);
    this.shortCircuited++;
    return Promise.reject(new RedisUnavailableError(this.lastFailure ?? 'not connected yet'));
  }

  /** A call for a key that is being moved to this node of a cluster. */
  callAsking<T>(command: readonly string[], operation: string): Promise<T> {
    // It applies to the next command of the connection.
    if (this.isUp) this.client.sendCommand(['ASKING']).catch(() => undefined);
    return this.call<T>(command, operation);
  }

  run<T>(script: RedisScript, key: string | readonly string[], values: readonly string[]): Promise<T> {
    return script.runOn<T>(this, key, values);
  }

  scan(cursor: string | undefined, pattern: string, count: number): Promise<ScanPage> {
    return scanPage(this, cursor, pattern, count);
  }

  /** Closes the connection to a server that the data have left. */
  retire(): void {
    const wasConnected = this.isConnected;
    this.close();
    this.troubles.abandon();
    if (wasConnected) this.observers.disconnected();
  }

  close(): void {
    this.isClosed = true;
    this.isConnected = false;
    this.isUp = false;
    this.pings?.cancel();
    if (this.client.isOpen) this.client.destroy();
  }

  answered(call: TimedCall): void {
    this.ended(call);
    this.failuresInARow = 0;
    this.troubles.done(call.operation, call.operation === CHECK.name);
  }

  failed(call: TimedCall, error: RedisUnavailableError): void {
    this.ended(call);
    if (error instanceof RedisRefusedError) return this.refused(call.operation, error);
    this.noteFailure(error);
    if (this.isUp && ++this.failuresInARow >= MAX_FAILURES) this.goDown(error);
  }

  private refused(operation: string, error: RedisRefusedError): void {
    const { scope } = error.refusal;
    this.failuresInARow = 0;
    if (isHarmless(error.refusal, operation === CHECK.name, this.address)) return;
    this.noteFailure(error);
    if (scope !== 'everything') this.troubles.refused(operation, error.refusal);
    else if (this.isUp) this.goDown(error);
  }

  private noteFailure({ message }: Error): void {
    this.failures++;
    this.lastFailure = message;
  }

  private ended(call: TimedCall): void {
    this.deadlines.remove(call);
    this.durations.observe(call.operation, (this.ports.clock.now() - call.sentAt) / 1000);
  }

  private makeClient(): RedisClient {
    const client: RedisClient = redisClient(this.address, () => this.ports.random.fraction());
    // One that may be a replacement, or was replaced, has no say.
    const isOurs = () => client === this.client;
    return client
      .on('ready', () => {
        if (isOurs()) void this.setUp();
      })
      .on('error', (error: Error) => {
        if (isOurs() && !client.isReady) this.lose(failureOf(error));
      })
      .on('invalidate', (key: unknown) => {
        if (isOurs()) this.observers.changed(key);
      });
  }

  private send<T>(command: readonly string[], operation: string): Promise<T> {
    this.calls++;
    const now = this.ports.clock.now();
    const call = new RedisCall<T>(now + this.timeout, this, operation, now);
    this.deadlines.add(call);
    this.client.sendCommand(command as string[]).then(call.succeed, call.fail);
    return call.answer;
  }

  private async setUp(): Promise<void> {
    const { client } = this;
    try {
      await beginTracking(client, this.observers.prefixes);
      if (client !== this.client) return;
      this.isConnected = true;
      this.isNew = true;
      this.probe();
    } catch (error) {
      if (client !== this.client || this.isClosed) return;
      this.lose(failureOf(error));
      // Redis has answered, but not as it should; else there will be another connection.
      if (client.isReady) this.pings = this.ports.clock.after(CHECK_INTERVAL, () => void this.setUp());
    }
  }

  /** Nothing is sent until a ping is answered: Redis may be stopped, busy, or loading. */
  private goDown(error: RedisUnavailableError): void {
    this.isUp = false;
    this.troubles.lost(error);
    this.probe();
  }

  private probe(): void {
    this.pings?.cancel();
    if (!this.isConnected || this.isClosed) return;
    const { client } = this;
    client.sendCommand(['PING']).then(
      () => this.goUp(),
      (cause: unknown) => {
        if (client === this.client) this.noteProbe(failureOf(cause));
      },
    );
  }

  private noteProbe(error: RedisUnavailableError): void {
    const refusal = error instanceof RedisRefusedError ? error.refusal : undefined;
    // A Redis that refuses only a ping, or a write, does respond.
    if (refusal !== undefined && refusal.scope !== 'everything') return this.goUp();
    this.lastFailure = error.message;
    if (refusal !== undefined) this.troubles.lost(error);
    this.pings = this.ports.clock.after(PROBE_INTERVAL, () => this.probe());
    void this.lookElsewhere();
  }

  private goUp(): void {
    if (!this.isConnected || this.isClosed) return;
    this.pings?.cancel();
    const hasLost = this.isNew && this.mayHaveLost;
    if (this.isNew) this.observers.connected();
    this.isNew = false;
    this.mayHaveLost = true;
    this.isUp = true;
    this.failuresInARow = 0;
    this.troubles.regained();
    this.opening.succeed();
    this.observers.answers();
    if (hasLost) this.observers.lost();
    this.check();
    this.pings = this.ports.clock.every(CHECK_INTERVAL, () => this.check());
  }

  /** Without a response of Redis, changes of cached keys would go unnoticed. */
  private check(): void {
    void this.run(CHECK, this.checkKey, []).catch(() => undefined);
    this.troubles.review();
    if (this.troubles.mayBeOverElsewhere) void this.lookElsewhere();
    else this.replacement.reset();
  }

  private async lookElsewhere(): Promise<void> {
    if (!this.troubles.mayBeOverElsewhere) return;
    const client = await this.replacement.find(!this.isUp);
    if (client === undefined) return;
    if (this.isClosed || !this.troubles.mayBeOverElsewhere) return client.destroy();
    const old = this.client;
    this.client = client;
    // Calls in flight there still get their responses.
    old.close().catch(() => undefined);
    this.isConnected = true;
    this.isNew = true;
    this.goUp();
  }

  private lose(error: RedisUnavailableError): void {
    if (this.isClosed) return;
    this.lastFailure = error.message;
    const wasConnected = this.isConnected;
    this.isConnected = false;
    this.isUp = false;
    this.pings?.cancel();
    this.troubles.lost(error);
    if (!wasConnected) return;
    this.losses++;
    this.observers.disconnected();
  }
}
