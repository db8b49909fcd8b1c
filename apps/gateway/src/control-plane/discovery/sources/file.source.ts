import { readFileSync, statSync } from 'node:fs';
import { readBackendList } from '../../../config/backend-list';
import { fileVersion } from '../../../platform/files/file-version';
import { type Clock, type Timer } from '../../../platform/clock';
import { type BackendSource, type SourceListener } from '../backend.source';
import { type ShrinkSettings } from '../shrink-protection';

/** How often the file is looked at: one system call, which works on every file system. */
export const LOOK_MS = 1_000;
/**
 * Two reads this far apart must agree. Otherwise a program still writes the file, and half a list could count
 * as the list.
 */
export const SETTLE_MS = 100;
/** Far more than the most backends take. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface FileSourceSettings {
  readonly type: 'file';
  readonly path: string;
  readonly shrinkProtection: ShrinkSettings;
}

/** Backends from a list in a file. A list with a mistake is refused as a whole. */
export class FileSource implements BackendSource {
  readonly name: string;
  private listener: SourceListener | undefined;
  private looking: Timer | undefined;
  private settling: Timer | undefined;
  private version = '';

  constructor(
    private readonly path: string,
    private readonly clock: Clock,
  ) {
    this.name = `file:${path}`;
  }

  start(listener: SourceListener): void {
    this.listener = listener;
    this.looking = this.clock.every(LOOK_MS, () => {
      if (fileVersion(this.path) !== this.version) this.look();
    });
    this.read(fileVersion(this.path));
  }

  look(): void {
    const version = fileVersion(this.path);
    this.settling ??= this.clock.after(SETTLE_MS, () => {
      this.settling = undefined;
      if (fileVersion(this.path) === version) this.read(version);
      else this.look();
    });
  }

  stop(): void {
    this.looking?.cancel();
    this.settling?.cancel();
    this.listener = undefined;
  }

  private read(version: string): void {
    this.version = version;
    try {
      const { size } = statSync(this.path);
      if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_BYTES}`);
      const backends = readBackendList(readFileSync(this.path, 'utf8'), this.path);
      this.listener?.found(backends);
    } catch (error) {
      this.listener?.failed((error as Error).message);
    }
  }
}
