import { access, rename, rm, writeFile } from 'node:fs/promises';
import { Logger } from '@nestjs/common';
import { type HandedSession, readSnapshot, type Remembered, writeSnapshot } from './session-snapshot';

/** The sessions that a gateway saves when it stops. */
export interface Snapshotted {
  /** Rule and pool, with a slash between them. */
  readonly completeTables: readonly string[];
  sessions(): Iterable<HandedSession>;
}

const NOTHING: Remembered = { isComplete: () => false, sessions: [] };
const ALL_THERE_IS: Remembered = { isComplete: () => true, sessions: [] };

/**
 * The file in which sessions survive a graceful stop. Reading removes the file and leaves a mark. If a start
 * finds only the mark, the gateway has crashed since, and older sessions must not be trusted.
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

  /** Reads the sessions of the last gateway. A file that cannot be used is reported and moved aside. */
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
