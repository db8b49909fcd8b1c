import { type Command } from 'commander';
import { type ExitCode } from './exit-code';
import { type Terminal } from './terminal';

/** The dependencies of a command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Tells how the command ended. */
  readonly end: (code: ExitCode) => void;
}

/** Adds one command to the program; each has a file of its own. */
export type AddCommand = (program: Command, surroundings: CommandContext) => void;
