/* global AbortController */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { eachLine } from './lines.mjs';
import { ROOT } from './root.mjs';

const EXIT_WITH_PARENT = fileURLToPath(new URL('exit-with-parent.cjs', import.meta.url));
const LAST_LINES = 10;

/**
 * How a process ended: by itself with a code, by a signal, or not at all begun (`error`).
 * @typedef {{ pid?: number, code: number | null, signal: string | null, error?: string, asked: boolean, lastLines: string[] }} Ending
 */

/** One running process of a program. It ends once, and says how. */
export class Child {
  #process;
  #asked = false;
  #lastLines = [];
  #gone = new AbortController();

  /** Aborts when the process has ended. */
  gone = this.#gone.signal;
  /** @type {Promise<Ending>} Resolves when the process has ended and all it wrote was passed on. */
  ended;

  /**
   * @param {import('./programs.mjs').Program} program
   * @param {import('./output.mjs').Output} output
   */
  constructor(program, output) {
    this.#process = spawn(process.execPath, ['--require', EXIT_WITH_PARENT, program.entry], {
      cwd: ROOT,
      env: { ...process.env, ...program.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // In a group of its own, Ctrl-C reaches the launcher alone, which then stops all in good order.
      detached: process.platform !== 'win32',
    });
    eachLine(this.#process.stdout, (line) => output.fromProcess(program.name, line));
    eachLine(this.#process.stderr, (line) => {
      this.#lastLines = [...this.#lastLines, line].slice(-LAST_LINES);
      output.fromProcess(program.name, line, 'stderr');
    });
    this.ended = this.#ending();
  }

  get pid() {
    return this.#process.pid;
  }

  /**
   * Asks the process to end, and kills it when `grace` milliseconds were not enough.
   * @returns {Promise<boolean>} whether it ended by itself
   */
  async stop(grace) {
    this.#asked = true;
    this.#signal('SIGTERM');
    let inTime = true;
    const timer = setTimeout(() => {
      inTime = false;
      this.kill();
    }, grace);
    await this.ended;
    clearTimeout(timer);
    return inTime;
  }

  /** Ends the process and whatever it started, at once. */
  kill() {
    this.#asked = true;
    this.#signal('SIGKILL');
  }

  #signal(name) {
    if (this.pid === undefined || this.gone.aborted) return;
    try {
      if (process.platform === 'win32') this.#process.kill(name);
      else process.kill(-this.pid, name);
    } catch {
      // It has ended in this very moment, which is what was wanted.
    }
  }

  #ending() {
    return new Promise((resolve) => {
      const end = (how) => {
        this.#gone.abort();
        resolve({
          pid: this.pid,
          code: null,
          signal: null,
          ...how,
          asked: this.#asked,
          lastLines: this.#lastLines,
        });
      };
      this.#process.once('error', (error) => end({ error: error.message }));
      // Grandchildren would hold the pipes open and the ports as well.
      this.#process.once('exit', () => this.#signal('SIGKILL'));
      this.#process.once('close', (code, signal) => end({ code, signal }));
    });
  }
}
