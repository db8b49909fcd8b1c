import { Command } from 'commander';

/** A command that says what is wrong first, then how to use it, in three lines; `--help` has the rest. */
export class ProgramCommand extends Command {
  override createCommand(name?: string): ProgramCommand {
    return new ProgramCommand(name);
  }

  override error(message: string, options?: Parameters<Command['error']>[1]): never {
    const usage = `Usage: ${this.fullName} ${this.usage()}`;
    return super.error(`${message.trimEnd()}\n${usage}\nMore: ${this.fullName} --help`, options);
  }

  private get fullName(): string {
    const { parent } = this;
    return parent instanceof ProgramCommand ? `${parent.fullName} ${this.name()}` : this.name();
  }
}
