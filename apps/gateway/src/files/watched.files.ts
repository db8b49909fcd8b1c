import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { type Clock, type Timer } from '../ports/clock';
import { fileVersion } from './file.version';

/** How often a file is looked at. One look is one system call, and unlike notifications it works on every file system. */
export const LOOK_MS = 1_000;

/** What is read from files, and is read anew when they change. */
export interface Watched<T> {
  readonly value: T;
  /** Begins to look; `onChanged` is told of every new version that can be used. */
  watch(onChanged?: (value: T) => void): void;
  close(): void;
}

/**
 * Something read from one or more files that may change while the gateway runs. A version that cannot be used is told
 * once, and the last good one stays.
 */
export class WatchedFiles<T> implements Watched<T> {
  private readonly logger = new Logger('Files');
  private current: T;
  private version: string;
  private looking: Timer | undefined;

  /**
   * @param parse makes something of the contents, in the order of the files.
   * @throws what reading or `parse` throws, for the first version.
   */
  constructor(
    private readonly files: readonly string[],
    private readonly parse: (...texts: string[]) => T,
    private readonly clock: Clock,
  ) {
    // Before the reading: what changes in between is read again.
    this.version = this.versionNow();
    this.current = this.read();
  }

  get value(): T {
    return this.current;
  }

  watch(onChanged?: (value: T) => void): void {
    this.looking ??= this.clock.every(LOOK_MS, () => {
      if (this.look()) onChanged?.(this.current);
    });
  }

  close(): void {
    this.looking?.cancel();
    this.looking = undefined;
  }

  /** Whether there is a new version that can be used. */
  private look(): boolean {
    const version = this.versionNow();
    if (version === this.version) return false;
    this.version = version;
    try {
      this.current = this.read();
      this.logger.log(`${this.names} changed and was read anew.`);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.error(`${this.names} changed and cannot be used; the last version stays: ${reason}`);
      return false;
    }
  }

  private get names(): string {
    return this.files.join(' or ');
  }

  private read(): T {
    return this.parse(...this.files.map((file) => readFileSync(file, 'utf8')));
  }

  private versionNow(): string {
    return this.files.map(fileVersion).join();
  }
}
