import { setTimeout as sleep } from 'node:timers/promises';
import { ProcessLog } from '../../../apps/gateway/src/telemetry/logs/process-log';
import { type Terminal } from '../../../apps/gateway/src/cli/terminal';
import { type Environment } from '../../../apps/gateway/src/config/variables';

/** A terminal that remembers its output. */
export class SpokenTerminal implements Terminal {
  readonly said: string[] = [];
  readonly complained: string[] = [];

  constructor(
    readonly cwd: string,
    readonly env: Environment = {},
  ) {}

  readonly log = new ProcessLog(linesTo(this.said), linesTo(this.complained));
  readonly ownsProcess = false;
  readonly out = (line: string): void => void this.said.push(line);
  /** No test waits for long. */
  readonly pause = (): Promise<void> => sleep(1);
  readonly isRead = (): boolean => true;
  readonly err = (line: string): void => void this.complained.push(line);
}

function linesTo(lines: string[]) {
  return { isTerminal: true, write: (text: string): void => void lines.push(text.trimEnd()) };
}
