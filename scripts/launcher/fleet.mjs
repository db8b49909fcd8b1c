import { Child } from './child.mjs';

const GRACE = 10_000;

/** The processes that run now, one for each program, by name. */
export class Fleet {
  #children = new Map();
  #output;
  #onDeath;
  #grace;

  /**
   * @param {import('./output.mjs').Output} output
   * @param {(program: import('./programs.mjs').Program, ending: import('./child.mjs').Ending) => void} onDeath
   *   called after a process has ended unexpectedly
   */
  constructor(output, onDeath, grace = GRACE) {
    this.#output = output;
    this.#onDeath = onDeath;
    this.#grace = grace;
  }

  /** @returns {string[]} */
  get running() {
    return [...this.#children.keys()];
  }

  /** @param {import('./programs.mjs').Program} program */
  start(program) {
    const child = new Child(program, this.#output);
    this.#children.set(program.name, child);
    void child.ended.then((ending) => {
      if (this.#children.get(program.name) === child) this.#children.delete(program.name);
      if (!ending.asked) this.#onDeath(program, ending);
    });
    return child;
  }

  /** Resolves when these processes have ended, by themselves or by force. */
  async stop(programs) {
    await Promise.all(programs.map((program) => this.#stop(program.name)));
  }

  /** Ends all at once; for when there is no time left to wait. */
  kill() {
    for (const child of this.#children.values()) child.kill();
  }

  async #stop(name) {
    const child = this.#children.get(name);
    if (child && !(await child.stop(this.#grace))) {
      this.#output.alert(`${name} did not end within ${this.#grace / 1000} s and was killed.`);
    }
  }
}
