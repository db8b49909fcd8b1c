import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Processes, type RunningProcess } from '../../support/processes';

const PROGRAM = join(__dirname, '../processes/backend.mjs');

/** A backend in a process of its own, which can be killed, stopped and started again at the same address. */
export class ChaosBackend {
  private process: RunningProcess | undefined;

  constructor(
    private readonly processes: Processes,
    readonly name: string,
    readonly port: number,
    /** A folder of the test's own. */
    private readonly folder: string,
  ) {}

  /**
   * Starts it; resolves when it listens.
   *
   * @param backlog connections that the kernel holds ready for it; a low number makes it hard to reach while it is stopped.
   */
  async start(backlog = 511): Promise<void> {
    const { name, port, ledger } = this;
    this.process = this.processes.start(process.execPath, [
      PROGRAM,
      name,
      String(port),
      ledger,
      String(backlog),
    ]);
    await this.process.untilOutput(/ready/);
  }

  /** As `kill` does, with `SIGSTOP` as well as with `SIGKILL`. */
  signal(name: NodeJS.Signals): void {
    this.process!.signal(name);
  }

  /** Every request that has reached it, as `METHOD /path`, in all its lives. */
  requests(): string[] {
    return existsSync(this.ledger) ? readFileSync(this.ledger, 'latin1').trim().split('\n') : [];
  }

  private get ledger(): string {
    return join(this.folder, `${this.name}.ledger`);
  }
}
