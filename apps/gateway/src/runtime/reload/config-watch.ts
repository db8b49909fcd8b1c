import { type FSWatcher, realpathSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { Clock, type Timer } from '../../platform/clock';
import { ConfigSource } from './config.source';
import { Reloader } from './reloader';

/** Two reads of the file at this distance must agree; otherwise it may still be in the middle of a write. */
export const SETTLE_MS = 100;
/** Network file systems and swapped parent folders announce nothing, so the file is looked at anyway. */
export const LOOK_MS = 5_000;

/**
 * Reloads when the file has changed. It watches the folder, since editors rename a new file over the old one, and the
 * folder that a link leads to, since Kubernetes swaps the link.
 */
@Injectable()
export class ConfigWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private watchers: readonly FSWatcher[] = [];
  private looking: Timer | undefined;
  private settling: Timer | undefined;
  /** The version that the last look found, if it was a new one. */
  private candidate: string | undefined;

  constructor(
    private readonly reloader: Reloader,
    @Inject(Clock) private readonly clock: Clock,
    @Optional() private readonly source?: ConfigSource,
  ) {}

  onApplicationBootstrap(): void {
    if (this.source === undefined) return;
    this.looking = this.clock.every(LOOK_MS, () => this.lookSoon());
    this.watchFolders(this.source);
  }

  onModuleDestroy(): void {
    this.looking?.cancel();
    this.looking = undefined;
    this.settling?.cancel();
    this.closeWatchers();
  }

  private lookSoon(): void {
    this.settling ??= this.clock.after(SETTLE_MS, () => {
      this.settling = undefined;
      this.look(this.source!);
    });
  }

  private look(source: ConfigSource): void {
    const version = source.presentVersion();
    const isNew = version !== source.readVersion;
    const hasSettled = version === this.candidate;
    this.candidate = isNew ? version : undefined;
    if (!isNew) return;
    if (!hasSettled) return this.lookSoon();
    void this.reloader.reload('a change of the file').then(() => this.watchAgain(source));
  }

  /** The folders may be others now, and something may have changed while none was watched. */
  private watchAgain(source: ConfigSource): void {
    if (this.looking === undefined) return;
    this.watchFolders(source);
    this.lookSoon();
  }

  private watchFolders({ file }: ConfigSource): void {
    this.closeWatchers();
    if (file === undefined) return;
    this.watchers = [...foldersOf(file)].flatMap((folder) => this.watcherOf(folder) ?? []);
  }

  /** Undefined where the system has no more watches to give, or the folder is gone: looking now and then will do. */
  private watcherOf(folder: string): FSWatcher | undefined {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.lookSoon());
      return watcher.on('error', () => watcher.close());
    } catch {
      return undefined;
    }
  }

  private closeWatchers(): void {
    for (const watcher of this.watchers) watcher.close();
    this.watchers = [];
  }
}

function foldersOf(file: string): Set<string> {
  const folders = new Set([dirname(file)]);
  try {
    folders.add(dirname(realpathSync(file)));
  } catch {
    // A link that leads nowhere for the moment.
  }
  return folders;
}
