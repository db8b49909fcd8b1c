import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { type Clock, type Timer } from '../clock';
import { isBlank } from './blank-text';
import { type FileReporter } from './file-reports';
import { fileVersion } from './file-version';

/** How often a file is looked at. One look is one system call, and unlike notifications it works on every file system. */
export const LOOK_MS = 1_000;
/** Two looks that far apart must agree, or another process is still writing the file. */
const SETTLE_MS = 50;

/** A value that is read from files, and read again when they change. */
export interface Watched<T> {
  readonly value: T;
  /** Starts watching; `onChanged` gets every new valid version. */
  watch(onChanged?: (value: T) => void): void;
  close(): void;
}

/**
 * A value read from one or more files that may change while the gateway runs. An invalid version is reported once,
 * and the last valid one stays. A file that becomes blank is invalid, whatever `parse` returns.
 */
export class WatchedFiles<T> implements Watched<T> {
  private readonly logger = new Logger('Files');
  private current: T;
  private version: string;
  private looking: Timer | undefined;
  private settling: Timer | undefined;
  /** For each file, whether the version in use says something. */
  private filled: readonly boolean[] = [];

  /**
   * @param parse makes something of the contents, in the order of the files.
   * @throws what reading or `parse` throws, for the first version.
   */
  constructor(
    private readonly files: readonly string[],
    private readonly parse: (...texts: string[]) => T,
    private readonly clock: Clock,
    private readonly reports?: FileReporter,
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
      if (this.versionNow() !== this.version) this.settle(() => onChanged?.(this.current));
    });
  }

  close(): void {
    this.looking?.cancel();
    this.looking = undefined;
    this.settling?.cancel();
    this.settling = undefined;
  }

  /** Reads the new version once it stays as it is; `changed` is called if it can be used. */
  private settle(changed: () => void): void {
    const version = this.versionNow();
    this.settling ??= this.clock.after(SETTLE_MS, () => {
      this.settling = undefined;
      if (this.versionNow() !== version) this.settle(changed);
      else if (this.take(version)) changed();
    });
  }

  private take(version: string): boolean {
    this.version = version;
    try {
      this.current = this.read();
      this.logger.log(`${this.names} changed and was reloaded.`);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const message = `${this.names} changed and is not valid; the last version stays in use: ${reason}`;
      this.logger.error(message);
      this.reports?.tellRejected(message);
      return false;
    }
  }

  private get names(): string {
    return this.files.join(' or ');
  }

  private read(): T {
    const texts = this.files.map((file) => readFileSync(file, 'utf8'));
    const filled = texts.map((text) => !isBlank(text));
    const emptied = this.files.filter((_, index) => this.filled[index] && !filled[index]);
    if (emptied.length > 0) throw new Error(`${emptied.join(' and ')} is empty`);
    const value = this.parse(...texts);
    this.filled = filled;
    return value;
  }

  private versionNow(): string {
    return this.files.map(fileVersion).join();
  }
}
