import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 5_000;

/**
 * The programs of one run and the directory of their files; `close` removes both. `signal` aborts at Ctrl-C, of
 * which npm passes on a second one; long waits end with it.
 */
export class Processes {
  #children = new Map();
  #interrupt = new globalThis.AbortController();
  signal = this.#interrupt.signal;
  directory = mkdtempSync(join(tmpdir(), 'load-distributer-bench-'));

  constructor() {
    for (const name of ['SIGINT', 'SIGTERM'])
      process.on(name, () => this.#interrupt.abort(new Error('Interrupted.')));
    // The last resort, where nothing asynchronous works any more.
    process.once('exit', () => {
      for (const child of this.#children.values()) child.kill('SIGTERM');
      this.#removeDirectory();
    });
  }

  /**
   * Starts a program and resolves to its process id once it answers at `port`; throws with its last words. `asks` says how
   * it is asked, where that is not by `GET /ping`.
   */
  async start(name, { file, args, env }, port, asks = (signal) => pings(port, signal)) {
    const logFile = join(this.directory, `${name}.log`);
    const log = openSync(logFile, 'w');
    const child = spawn(file, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
    closeSync(log);
    child.on('error', () => {}); // Shows as a missing pid below.
    this.#children.set(name, child);
    if (await this.#answers(asks, child)) return child.pid;
    throw new Error(`it did not start:\n${readFileSync(logFile, 'utf8').slice(-2000)}`);
  }

  /** Asks one program to end, and makes it end when it takes too long. */
  async stop(name) {
    const child = this.#children.get(name);
    this.#children.delete(name);
    if (child === undefined || hasEnded(child)) return;
    const ended = once(child, 'exit').then(() => true);
    child.kill('SIGTERM');
    const inTime = await Promise.race([ended, wait(STOP_LIMIT_MS, false, { ref: false })]);
    if (!inTime) child.kill('SIGKILL');
    await ended;
  }

  /** Ends everything and removes every file. */
  async close() {
    await Promise.all([...this.#children.keys()].map((name) => this.stop(name)));
    this.#removeDirectory();
  }

  async #answers(asks, child) {
    const deadline = performance.now() + START_LIMIT_MS;
    while (performance.now() < deadline && !hasEnded(child)) {
      if (await asks(this.signal).catch(() => false)) return true;
      await wait(20, undefined, { signal: this.signal });
    }
    return false;
  }

  #removeDirectory() {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

async function pings(port, signal) {
  const response = await fetch(`http://127.0.0.1:${port}/ping`, { signal });
  return (await response.text()) !== '' && response.ok;
}

const hasEnded = (child) => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
