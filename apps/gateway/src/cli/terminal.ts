import { type Environment } from '../config/variables';

/** What a command sees and says; tests bring their own. */
export interface Terminal {
  readonly env: Environment;
  readonly cwd: string;
  /** A line of what was asked for, on standard output. */
  readonly say: (line: string) => void;
  /** A line about what went wrong, on standard error. */
  readonly complain: (line: string) => void;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}
