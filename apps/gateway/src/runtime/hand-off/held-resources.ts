import { Inject, Injectable, Optional } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { type Pool } from '../../data-plane/upstream/pool';
import { ServingProcesses } from './serving-processes';

/** Lets the requests for a resource wait while it is moved. */
@Injectable()
export class HeldResources {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Optional() private readonly others?: ServingProcesses,
  ) {}

  /**
   * From here on, requests for the resource wait. Resolves when those in flight have ended.
   *
   * @returns false if they did not within `patience` milliseconds, or if the resource is held already. It is not held then.
   */
  async hold(pool: Pool, key: string, patience: number): Promise<boolean> {
    if (pool.resources?.hold(key) !== true) return false;
    const areIdle = await Promise.all([
      this.isIdle(pool, key, patience),
      this.others?.hold(pool.name, key, patience) ?? true,
    ]);
    if (areIdle.every(Boolean)) return true;
    this.release(pool, key);
    return false;
  }

  /** The requests continue. */
  release({ name, resources }: Pool, key: string): void {
    resources?.release(key);
    this.others?.release(name, key);
  }

  private async isIdle({ resources }: Pool, key: string, patience: number): Promise<boolean> {
    let limit: { cancel(): void } | undefined;
    const expired = new Promise<false>((resolve) => {
      limit = this.clock.after(patience, () => resolve(false));
    });
    const isIdle = await Promise.race([resources!.whenIdle(key).then(() => true), expired]);
    limit?.cancel();
    return isIdle;
  }
}
