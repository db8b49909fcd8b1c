import { setTimeout as sleep } from 'node:timers/promises';
import { type Terminal } from '../../../apps/gateway/src/cli/terminal';
import { type Environment } from '../../../apps/gateway/src/config/variables';

/** A terminal that remembers what was said. */
export class SpokenTerminal implements Terminal {
  readonly said: string[] = [];
  readonly complained: string[] = [];

  constructor(
    readonly cwd: string,
    readonly env: Environment = {},
  ) {}

  readonly say = (line: string): void => void this.said.push(line);
  /** No test waits for long. */
  readonly pause = (): Promise<void> => sleep(1);
  readonly isRead = (): boolean => true;
  readonly complain = (line: string): void => void this.complained.push(line);
}
