import { readFileSync, statSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { type Clock, type Timer } from '../ports/clock';

/** How often a file is looked at. One look is one system call, and unlike notifications it works on every file system. */
export const LOOK_MS = 1_000;

/**
 * Something read from a file that may change while the gateway runs. A version that cannot be used is told once, and the
 * last good one stays.
 */
export class WatchedFile<T> {
  private readonly logger = new Logger('Files');
  private current: T;
  private version: string;
  private looking: Timer | undefined;

  /** @throws what reading or `parse` throws, for the first version. */
  constructor(
    private readonly file: string,
    private readonly parse: (text: string) => T,
    private readonly clock: Clock,
  ) {
    // Before the reading: what changes in between is read again.
    this.version = this.versionNow();
    this.current = parse(readFileSync(file, 'utf8'));
  }

  get value(): T {
    return this.current;
  }

  watch(): void {
    this.looking ??= this.clock.every(LOOK_MS, () => this.look());
  }

  close(): void {
    this.looking?.cancel();
    this.looking = undefined;
  }

  private look(): void {
    const version = this.versionNow();
    if (version === this.version) return;
    this.version = version;
    try {
      this.current = this.parse(readFileSync(this.file, 'utf8'));
      this.logger.log(`${this.file} has changed and was read anew.`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.error(`${this.file} has changed and cannot be used; the last version stays: ${reason}`);
    }
  }

  private versionNow(): string {
    const stats = statSync(this.file, { throwIfNoEntry: false });
    return stats === undefined ? 'absent' : `${stats.ino}:${stats.size}:${stats.mtimeMs}`;
  }
}
