import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { aFolder, type Sections, textOf } from '../../reload/support/file-gateway';
import { runCommand, type CommandResult } from '../../cli/support/run-command';
import { closedAfterTest } from '../../support/closing';
import { type Answer, HttpClient, type Sending } from '../../support/http-client';
import { type Processes, ROOT, type RunningProcess } from '../../support/processes';

/** The program as it was built. */
export const PROGRAM = join(ROOT, 'bin/load-distributer.js');

/** A gateway whose process may be succeeded by others: what counts is the port. */
export class SucceededGateway {
  private constructor(
    /** The first of the processes. */
    readonly first: RunningProcess,
    readonly file: string,
    readonly port: number,
    readonly adminPort: number,
  ) {}

  static async start(processes: Processes, sections: Sections, program = PROGRAM): Promise<SucceededGateway> {
    const file = join(aFolder(), 'gateway.yaml');
    writeFileSync(file, textOf(sections));
    const first = processes.start(process.execPath, [program, 'start', file]);
    const [, port] = await first.untilOutput(/gateway listening on \S+:([0-9]+)/);
    const [, adminPort] = await first.untilOutput(/admin listening on \S+:([0-9]+)/);
    return new SucceededGateway(first, file, Number(port), Number(adminPort));
  }

  /** Says this in the file from now on. */
  write(sections: Sections): void {
    writeFileSync(this.file, textOf(sections));
  }

  /** Runs a command of an operator. */
  runCommand(...words: string[]): Promise<CommandResult> {
    return runCommand(this, words);
  }

  /** Upgrades the process; resolves with the result of the command. */
  upgrade(): Promise<CommandResult> {
    return this.runCommand('upgrade');
  }

  /** Resolves once so many processes in all have begun to listen. */
  async untilGenerations(count: number): Promise<void> {
    while (this.generations < count) await sleep(20);
  }

  get generations(): number {
    return this.first.output.split('admin listening on').length - 1;
  }

  client(): HttpClient {
    return closedAfterTest(new HttpClient(this.port));
  }

  /** Sends one request over a connection of its own. */
  async fetch(path: string, sending?: Sending): Promise<Answer> {
    const client = new HttpClient(this.port);
    try {
      return await client.fetch(path, sending);
    } finally {
      client.close();
    }
  }
}
