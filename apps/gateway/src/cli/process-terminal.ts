import { setTimeout as pause } from 'node:timers/promises';
import { type Environment } from '../config/variables';
import { type LineOutput, ProcessLog } from '../telemetry/logs/process-log';
import { type Terminal } from './terminal';

/** The terminal of this process. */
export function processTerminal(env: Environment): Terminal {
  let isRead = true;
  process.stdout.on('error', () => (isRead = false));
  process.stderr.on('error', () => undefined);
  return {
    env,
    cwd: process.cwd(),
    log: new ProcessLog(linesTo(process.stdout), linesTo(process.stderr)),
    ownsProcess: true,
    out: (line) => void process.stdout.write(`${line}\n`),
    isRead: () => isRead,
    pause: (milliseconds) => pause(milliseconds),
    err: (line) => void process.stderr.write(`${line}\n`),
  };
}

function linesTo(stream: NodeJS.WriteStream): LineOutput {
  return { isTerminal: stream.isTTY, write: (text) => void stream.write(text) };
}
