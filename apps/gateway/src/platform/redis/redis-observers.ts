import { type ErrorGuard } from '../error.guard';
import { Observers } from '../observers';
import { type RedisObserver } from './redis-observer';

/** The observers of a connection to Redis, and the keys that they watch. */
export class RedisObservers {
  /** The prefixes of the watched keys. */
  readonly prefixes: string[] = [];
  private readonly observers: Observers<RedisObserver>;

  constructor(guard: ErrorGuard) {
    this.observers = new Observers(guard);
  }

  add(observer: RedisObserver): void {
    this.observers.add(observer);
    this.prefixes.push(observer.prefix);
  }

  /** Has another connection report to them, too. */
  joinTo(connection: { observe(observer: RedisObserver): void }): void {
    this.observers.tell((observer) => connection.observe(observer));
  }

  connected(): void {
    this.observers.tell((observer) => observer.connected());
  }

  answers(): void {
    this.observers.tell((observer) => observer.answers?.());
  }

  lost(): void {
    this.observers.tell((observer) => observer.lost?.());
  }

  disconnected(): void {
    this.observers.tell((observer) => observer.disconnected());
  }

  /** @param key as Redis reports it: null if all keys may have changed. */
  changed(key: unknown): void {
    const name = Buffer.isBuffer(key) ? key.toString() : (key as string | null);
    this.observers.tell((observer) => {
      if (name === null || name.startsWith(observer.prefix)) observer.changed(name ?? undefined);
    });
  }
}
