import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where the ports of this process begin, and how many it has. */
const PORTS = 5_000;
const FIRST_PORT = 10_000 + (Number(process.env.JEST_WORKER_ID ?? 0) % 4) * PORTS;

/** The project's folder. */
export const ROOT = join(__dirname, '../..');

/** Starts real processes, each as the head of a group of its own, and leaves none behind: call `endAll` after each test. */
export class Processes {
  private readonly started: RunningProcess[] = [];

  /**
   * Starts a command as a shell in the project's folder would. `env` is added to the environment; the process finds
   * `descriptors` from 3 on.
   */
  start(
    command: string,
    args: string[],
    env: Record<string, string> = {},
    descriptors: readonly number[] = [],
  ): RunningProcess {
    const running = new RunningProcess(command, args, env, descriptors);
    this.started.push(running);
    return running;
  }

  /** Kills every group that is still there, and resolves when the processes are gone. */
  async endAll(): Promise<void> {
    for (const running of this.started.splice(0)) {
      running.signalGroup('SIGKILL');
      await running.ended;
    }
  }
}

/** How a process ended: with a code, or by a signal. */
export interface Ending {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process of the test's own and all it has written so far. */
export class RunningProcess {
  /** Standard output and error, in the order they came. */
  output = '';
  /** When it is gone, and what it wrote was read to the end, also what others wrote to the same place. */
  readonly ended: Promise<Ending>;
  /** When it is gone. */
  readonly exited: Promise<Ending>;
  private readonly process: ChildProcess;

  constructor(
    command: string,
    args: string[],
    env: Record<string, string>,
    descriptors: readonly number[] = [],
  ) {
    this.process = spawn(command, args, {
      cwd: ROOT,
      env: { ...withoutJest(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
      detached: true,
    });
    for (const stream of [this.process.stdout!, this.process.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    }
    this.exited = once(this.process, 'exit').then(([code, signal]) => ({ code, signal }));
    this.ended = once(this.process, 'close').then(([code, signal]) => ({ code, signal }));
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** Resolves with what the pattern found once the output holds it; rejects with the output when the process ends first. */
  async untilOutput(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.output);
      if (found) return found;
      if (this.process.exitCode !== null || this.process.signalCode !== null) {
        await this.ended;
        const atLast = pattern.exec(this.output);
        if (atLast) return atLast;
        throw new Error(`The process ended without writing ${String(pattern)}:\n${this.output}`);
      }
      await sleep(20);
    }
  }

  /** To the process alone, as `kill` does. */
  signal(name: NodeJS.Signals): void {
    this.process.kill(name);
  }

  /** To the process and whatever it started in its group, as Ctrl-C in a terminal does. */
  signalGroup(name: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, name);
    } catch {
      // No process is left in the group.
    }
  }
}

/**
 * Ports without a listener at the moment. They are outside the ranges that systems give to connections (RFC
 * 6335 §6, and from 32768 on under Linux), one of which might take a port before the test listens on it. Each
 * of the processes in which tests run side by side has its own range.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

/** Returns true if the port is free. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) await once(server.close(), 'close');
  return free;
}

/** Resolves with the first answer of status 200; bounded by the test's own time-out. */
export async function untilAnswers(url: string, running: RunningProcess): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.status === 200) return response;
    await response?.body?.cancel();
    await Promise.race([sleep(100), running.ended.then(() => Promise.reject(new Error(running.output)))]);
  }
}

/** A person's shell knows nothing of the test runner. */
function withoutJest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_ENV: _env, JEST_WORKER_ID: _worker, ...rest } = env;
  return rest;
}
