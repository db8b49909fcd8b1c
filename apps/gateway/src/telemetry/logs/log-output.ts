import { fstatSync, write } from 'node:fs';
import { isatty } from 'node:tty';

/** Where log lines end up. */
export interface LogOutput {
  /** True if people look at it while it is written. */
  readonly isTerminal: boolean;
  /** Writes once, without blocking; reports how many bytes were written, and any error. */
  write(bytes: Buffer, done: (error: Error | null | undefined, written: number) => void): void;
}

const STDOUT = 1;

/**
 * The standard output of this process. A pipe is written to as a stream: a thread that waits for its reader, as plain file
 * writing has one, would keep the process from ending. Files and terminals are written by such a thread.
 */
export function processOutput(): LogOutput {
  const isTerminal = isatty(STDOUT);
  const kind = fstatSync(STDOUT);
  if (isTerminal || !(kind.isFIFO() || kind.isSocket())) {
    return { isTerminal, write: (bytes, done) => write(STDOUT, bytes, done) };
  }
  const { stdout } = process;
  // The reader of the output is gone, so the log is lost, but the gateway continues.
  stdout.on('error', () => undefined);
  return {
    isTerminal,
    write: (bytes, done) => void stdout.write(bytes, (error) => done(error, error ? 0 : bytes.length)),
  };
}
