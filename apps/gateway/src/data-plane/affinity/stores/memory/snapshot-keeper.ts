import { access, rename, rm, writeFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { type HandedSession, readSnapshot, type Remembered, writeSnapshot } from './session-snapshot';

/** What can be told of the sessions when a gateway stops. */
export interface Snapshotted {
  /** Rule and pool, with a slash between them. */
  readonly completeTables: readonly string[];
  sessions(): Iterable<HandedSession>;
}

const NOTHING: Remembered = { isComplete: () => false, sessions: [] };
const ALL_THERE_IS: Remembered = { isComplete: () => true, sessions: [] };

/**
 * The file in which sessions outlive a graceful stop. It is taken away when it is read, and a mark is left in its place:
 * a start that finds the mark alone comes after a crash, and what was remembered before that must not be trusted.
 */
export class SnapshotKeeper {
  private readonly logger = new Logger('Sessions');
  private readonly mark: string;

  constructor(
    private readonly file: string,
    private readonly backendsStartEmpty: boolean,
  ) {
    this.mark = `${file}.in-use`;
  }

  /** What the last gateway has left behind; a file that cannot be used is reported and put aside. */
  async take(): Promise<Remembered> {
    const remembered = await this.read();
    await this.begin();
    return remembered;
  }

  /** Leaves the mark; what is in the file, if anything, is of no use. */
  async begin(): Promise<void> {
    await rm(this.file, { force: true });
    await writeFile(this.mark, 'A gateway is running, or has ended without a graceful stop.\n');
  }

  /** Writes what is remembered; a failure is reported, and the next start begins with nothing. */
  async keep(store: Snapshotted): Promise<void> {
    try {
      await writeSnapshot(this.file, store.completeTables, store.sessions());
      await rm(this.mark, { force: true });
    } catch (error) {
      this.logger.error(
        `The sticky sessions could not be kept in ${this.file}: ${(error as Error).message}.`,
      );
    }
  }

  private async read(): Promise<Remembered> {
    try {
      return await readSnapshot(this.file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return this.withoutFile();
      const aside = `${this.file}.broken`;
      this.logger.error(
        `The sticky sessions in ${this.file} cannot be used: ${(error as Error).message}. It is put aside as ${aside}.`,
      );
      await rename(this.file, aside).catch(() => undefined);
      return NOTHING;
    }
  }

  private async withoutFile(): Promise<Remembered> {
    const isMarked = await access(this.mark).then(
      () => true,
      () => false,
    );
    if (isMarked) this.logger.warn('The last gateway did not stop gracefully; its sticky sessions are lost.');
    return !isMarked && this.backendsStartEmpty ? ALL_THERE_IS : NOTHING;
  }
}
