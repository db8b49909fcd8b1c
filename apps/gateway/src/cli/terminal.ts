import { type ProcessLog } from '../telemetry/logs/process-log';
import { type Environment } from '../config/variables';

/** The input and output of a command; tests bring their own. */
export interface Terminal {
  readonly env: Environment;
  readonly cwd: string;
  /** A line of what was asked for, on standard output. */
  readonly out: (line: string) => void;
  /** A line about what went wrong, on standard error. */
  readonly err: (line: string) => void;
  /** True while the output has a reader: `head` reads only ten lines. */
  readonly isRead: () => boolean;
  /** The log of a process that continues to run, as `start` does. */
  readonly log: ProcessLog;
  /** True if the process ends with the command, so that its warnings and its last error are for the log, too. */
  readonly ownsProcess: boolean;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}
