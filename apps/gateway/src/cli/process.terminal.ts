import { type Environment } from '../config/variables';
import { type Terminal } from './terminal';

/** What this process was started with. */
export function processTerminal(env: Environment): Terminal {
  return {
    env,
    cwd: process.cwd(),
    say: (line) => void process.stdout.write(`${line}\n`),
    complain: (line) => void process.stderr.write(`${line}\n`),
  };
}
