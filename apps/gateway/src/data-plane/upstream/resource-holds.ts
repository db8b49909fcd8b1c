import { ClientClosedError } from '../errors/client.errors';
import { type Client } from './pending-queue';

/** The end of a wait: the resource was moved or stays, or too many requests wait already. */
export type HoldResult = 'released' | 'full';

/** A resource whose requests wait, because it is being moved. */
interface Hold {
  readonly waiters: Set<() => void>;
}

/**
 * Which resources of a pool are in use, and which are held because they are being moved. It is kept only for pools whose
 * backends hand resources off.
 */
export class ResourceHolds {
  /** Attempts in flight by key. */
  private readonly uses = new Map<string, number>();
  private readonly holds = new Map<string, Hold>();
  private readonly idleListeners = new Map<string, () => void>();
  private waiting = 0;

  /** @param size requests that may wait at the same time. */
  constructor(public size: number) {}

  get waitingRequests(): number {
    return this.waiting;
  }

  /** An attempt for the resource begins. */
  begin(key: string): void {
    this.uses.set(key, (this.uses.get(key) ?? 0) + 1);
  }

  /** The attempt has ended. */
  end(key: string): void {
    const left = (this.uses.get(key) ?? 1) - 1;
    if (left > 0) return void this.uses.set(key, left);
    this.uses.delete(key);
    this.idleListeners.get(key)?.();
  }

  isHeld(key: string): boolean {
    return this.holds.size > 0 && this.holds.has(key);
  }

  /** From here on, requests for the resource wait. False if it is held already. */
  hold(key: string): boolean {
    if (this.holds.has(key)) return false;
    this.holds.set(key, { waiters: new Set() });
    return true;
  }

  /** Resolves as soon as no attempt for the resource is in flight. */
  whenIdle(key: string): Promise<void> {
    if (!this.uses.has(key)) return Promise.resolve();
    return new Promise((resolve) => {
      this.idleListeners.set(key, () => {
        this.idleListeners.delete(key);
        resolve();
      });
    });
  }

  /** The requests that wait continue, in the order in which they came. */
  release(key: string): void {
    const hold = this.holds.get(key);
    this.holds.delete(key);
    this.idleListeners.delete(key);
    for (const call of hold?.waiters ?? []) call();
  }

  /**
   * Waits until the resource is released.
   *
   * @throws ClientClosedError by rejection when the client leaves.
   */
  released(key: string, client: Client): Promise<HoldResult> {
    const hold = this.holds.get(key);
    if (hold === undefined) return Promise.resolve('released');
    if (this.waiting >= this.size) return Promise.resolve('full');
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.waiting--;
        hold.waiters.delete(call);
        client.off('close', leave);
      };
      const call = (): void => {
        end();
        resolve('released');
      };
      const leave = (): void => {
        end();
        reject(new ClientClosedError());
      };
      this.waiting++;
      hold.waiters.add(call);
      client.once('close', leave);
    });
  }
}
