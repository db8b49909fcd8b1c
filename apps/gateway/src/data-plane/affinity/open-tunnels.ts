import { type Clock, type Timer } from '../../platform/clock';
import { isPromise } from '../../platform/maybe-promise';
import { type Exchange } from '../exchange/exchange';
import { type StickySessionStore } from './sticky-session.store';

const TOUCH_INTERVAL_MS = 15_000;

/**
 * Keeps the sessions of open tunnels from growing idle: a WebSocket is one request that may last for hours. No larger than
 * the number of open connections, and no timer runs while there is none.
 */
export class OpenTunnels {
  private readonly keys = new Map<Exchange, string>();
  private timer: Timer | undefined;

  constructor(
    private readonly store: StickySessionStore,
    private readonly clock: Clock,
  ) {}

  get size(): number {
    return this.keys.size;
  }

  add(exchange: Exchange, key: string): void {
    this.keys.set(exchange, key);
    this.timer ??= this.clock.every(TOUCH_INTERVAL_MS, () => this.touchAll());
  }

  private touchAll(): void {
    for (const [exchange, key] of this.keys) {
      if (exchange.hasEnded) this.keys.delete(exchange);
      else this.touch(key);
    }
    if (this.keys.size > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private touch(key: string): void {
    const found = this.store.find(key);
    if (!isPromise(found)) return void (found && this.store.touch(found));
    found.then(
      (session) => session && this.store.touch(session),
      // The next time, then.
      () => undefined,
    );
  }
}
