import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { type Pool } from '../../data-plane/upstream/pool';

/** Lets the requests for a resource wait: in this process, which serves clients itself. */
@Injectable()
export class HeldResources {
  constructor(@Inject(Clock) protected readonly clock: Clock) {}

  /**
   * From here on, requests for the resource wait. Resolves when those in flight have ended.
   *
   * @returns false if they did not within `patience` milliseconds, or if the resource is held already. It is not held then.
   */
  async hold(pool: Pool, key: string, patience: number): Promise<boolean> {
    const { resources } = pool;
    if (resources?.hold(key) !== true) return false;
    let limit: { cancel(): void } | undefined;
    const expired = new Promise<false>((resolve) => {
      limit = this.clock.after(patience, () => resolve(false));
    });
    const isIdle = await Promise.race([resources.whenIdle(key).then(() => true), expired]);
    limit?.cancel();
    if (!isIdle) resources.release(key);
    return isIdle;
  }

  /** The requests continue. */
  release({ resources }: Pool, key: string): void {
    resources?.release(key);
  }
}
