import { type ProcessLog } from './process-log';

/**
 * Puts into the log what Node itself would write as plain text: its warnings, and the error that ends the process. Such an
 * error still ends it, with the exit code 1: nothing is known of the state that it leaves behind.
 */
export function logProcessFaults(log: ProcessLog): void {
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log.warn(`${name}: ${message}`, 'Node'));
  process.on('uncaughtException', (error: unknown) => {
    log.fatal(error instanceof Error ? error : new Error(String(error)), 'Node');
    process.exit(1);
  });
}
