import { type Clock } from '../clock';

/** The first connection, which a start waits for: for a limited time that all users of the connection share. */
export class RedisOpening {
  private readonly waiting: (() => void)[] = [];
  private openedAt: number | undefined;

  constructor(private readonly clock: Clock) {}

  /** @returns true the first time. */
  begin(): boolean {
    const isFirst = this.openedAt === undefined;
    this.openedAt ??= this.clock.now();
    return isFirst;
  }

  /** Resolves when it is connected, or no patience is left. */
  wait(patience: number): Promise<void> {
    return new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.clock.after(this.left(patience), resolve);
    });
  }

  left(patience: number): number {
    const now = this.clock.now();
    return Math.max(0, (this.openedAt ?? now) + patience - now);
  }

  succeed(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
