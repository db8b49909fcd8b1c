import { type Random } from '../../../apps/gateway/src/platform/random';
import { type RedisScript } from '../../../apps/gateway/src/platform/redis/redis.script';
import { type RedisObserver } from '../../../apps/gateway/src/platform/redis/redis-observer';
import { RedisUnavailableError } from '../../../apps/gateway/src/platform/redis/redis-unavailable.error';
import { type SimulatedProcess } from '../world/simulated-process';
import { type VirtualTime } from '../world/virtual-time';
import { Wire } from '../world/wire';
import { RedisModel, type Reply } from './redis-model';

const CALL_TIMEOUT_MS = 1_000;
const PROBE_INTERVAL_MS = 100;
/** As `RedisConnection`: after so many calls without a reply, none is sent until a ping is answered. */
const MOST_FAILURES = 3;

/** A server of Redis that gateways reach by wires. It can stop, stall and lose its data. */
export class SimulatedRedis {
  readonly model: RedisModel;
  isUp = true;
  isStalled = false;
  private readonly connections = new Set<SimulatedRedisConnection>();
  private waiting: (() => void)[] = [];

  constructor(readonly time: VirtualTime) {
    this.model = new RedisModel(() => time.wallTime());
    this.model.onChange = (key) => {
      for (const connection of this.connections) connection.report(key);
    };
  }

  attach(connection: SimulatedRedisConnection): void {
    this.connections.add(connection);
  }

  detach(connection: SimulatedRedisConnection): void {
    this.connections.delete(connection);
  }

  /** Executes commands one after the other; none while it stalls. */
  receive(command: () => void): void {
    if (!this.isUp) return;
    if (this.isStalled) this.waiting.push(command);
    else command();
  }

  stall(milliseconds: number): void {
    this.isStalled = true;
    this.time.after(milliseconds, () => {
      this.isStalled = false;
      for (const command of this.waiting.splice(0)) command();
    });
  }

  restart(milliseconds: number, keepsData: boolean): void {
    this.isUp = false;
    this.waiting = [];
    for (const connection of [...this.connections]) connection.lose();
    if (!keepsData) this.model.flushAll();
    this.time.after(milliseconds, () => (this.isUp = true));
  }
}

interface PendingCall {
  readonly refuse: (error: Error) => void;
}

/** The connection of one gateway, with the behaviour of `RedisConnection` that a store depends on. */
export class SimulatedRedisConnection {
  readonly isSharded = false;
  isUp = false;
  private isConnected = false;
  private isClosed = false;
  private hasBeenUp = false;
  private failures = 0;
  private readonly observers: RedisObserver[] = [];
  private readonly pending = new Set<PendingCall>();
  private toServer: Wire;
  private toClient: Wire;

  constructor(
    private readonly server: SimulatedRedis,
    private readonly process: SimulatedProcess,
    private readonly random: Random,
  ) {
    this.connectWires();
    process.onDeath(() => this.close());
  }

  observe(observer: RedisObserver): void {
    this.observers.push(observer);
  }

  open(): Promise<void> {
    this.reconnect();
    return Promise.resolve();
  }

  call<T>(command: readonly string[]): Promise<T> {
    return this.execute(() => this.server.model.execute(command)) as Promise<T>;
  }

  run<T>(script: RedisScript, key: string | readonly string[], values: readonly string[]): Promise<T> {
    const keys = typeof key === 'string' ? [key] : key;
    return this.execute(() => this.server.model.run(script, keys, values)) as Promise<T>;
  }

  /** The server reports a change of a key, in order with its replies. */
  report(key: string | undefined): void {
    this.toClient.send(() => {
      for (const observer of this.observers)
        if (key === undefined || key.startsWith(observer.prefix)) observer.changed(key);
    });
  }

  /** The connection breaks, and is made again as soon as the server is up. Commands on their way may still be executed. */
  lose(): void {
    if (!this.isConnected || this.isClosed) return;
    this.isConnected = this.isUp = false;
    this.server.detach(this);
    if (this.random.fraction() < 0.5) this.toServer.cut();
    this.toClient.cut();
    for (const { refuse } of [...this.pending]) refuse(new RedisUnavailableError('connection lost'));
    for (const observer of this.observers) observer.disconnected();
    this.process.after(10 + this.random.fraction() * 200, () => this.reconnect());
  }

  private reconnect(): void {
    if (!this.server.isUp) {
      this.process.after(50, () => this.reconnect());
      return;
    }
    this.connectWires();
    this.server.attach(this);
    this.isConnected = true;
    this.probe(true);
  }

  /** Sends a ping. Its reply lets calls begin again. */
  private probe(isNew: boolean): void {
    const { toClient } = this;
    this.toServer.send(() => this.server.receive(() => toClient.send(() => this.goUp(isNew))));
  }

  private goUp(isNew: boolean): void {
    if (this.isUp) return;
    if (isNew) for (const observer of this.observers) observer.connected();
    this.isUp = true;
    this.failures = 0;
    for (const observer of this.observers) {
      observer.answers?.();
      if (isNew && this.hasBeenUp) observer.lost?.();
    }
    this.hasBeenUp = true;
  }

  private execute(command: () => Reply): Promise<Reply> {
    if (!this.isUp) return Promise.reject(new RedisUnavailableError('not connected'));
    const { toClient } = this;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        timer.cancel();
        this.pending.delete(call);
      };
      const call: PendingCall = {
        refuse: (error) => {
          end();
          reject(error);
        },
      };
      const timer = this.process.after(CALL_TIMEOUT_MS, () => this.noteFailure(call));
      this.pending.add(call);
      this.toServer.send(() =>
        this.server.receive(() => {
          const reply = command();
          toClient.send(() => {
            end();
            this.failures = 0;
            resolve(reply);
          });
        }),
      );
    });
  }

  private noteFailure({ refuse }: PendingCall): void {
    refuse(new RedisUnavailableError('no reply in time'));
    if (!this.isUp || ++this.failures < MOST_FAILURES) return;
    this.isUp = false;
    this.process.after(PROBE_INTERVAL_MS, () => this.probe(false));
  }

  private close(): void {
    this.isClosed = true;
    this.isConnected = this.isUp = false;
    this.server.detach(this);
    this.toClient.cut();
  }

  private connectWires(): void {
    const { process, random, server } = this;
    this.toServer = new Wire(server.time, random);
    this.toClient = new Wire(server.time, random, (callback) => process.whileAlive(callback)());
  }
}
