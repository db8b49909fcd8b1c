import { join } from 'node:path';
import process from 'node:process';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'apps', 'items-api', 'src', 'main.js');

/** Instances of items-api that keep their items in memory. */
export class Backends {
  #processes;
  #generation = 0;

  constructor(processes, ports, secret) {
    this.#processes = processes;
    this.ports = ports;
    this.secret = secret;
    this.names = ports.map(() => '');
  }

  async startAll() {
    await Promise.all(this.ports.map((_, at) => this.start(at)));
  }

  start(at) {
    const port = this.ports[at];
    this.names[at] = `items-${at}-${this.#generation++}`;
    const env = {
      PORT: String(port),
      HOST: '127.0.0.1',
      HANDOFF_SECRET: this.secret,
      NODE_ENV: 'production',
      STOP_DELAY_MS: '0',
    };
    return this.#processes.start(this.names[at], { file: process.execPath, args: [MAIN], env }, port);
  }

  /** Ends the process as a deployment does: by SIGTERM, and what it had in memory is gone. */
  stop(at) {
    return this.#processes.stop(this.names[at]);
  }

  /** How many instances have this item. */
  async holdersOf(id) {
    const statuses = await Promise.all(
      this.ports.map(async (port) => {
        const response = await fetch(`http://127.0.0.1:${port}/items/${id}`);
        await response.body?.cancel();
        return response.status;
      }),
    );
    return statuses.filter((status) => status === 200).length;
  }
}
