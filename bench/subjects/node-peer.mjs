import { join } from 'node:path';
import process from 'node:process';

const PEERS = join(import.meta.dirname, '..', 'peers');

/** A proxy made of a Node library: the program of that name in `peers/`. */
export function nodePeer(name, title = name) {
  return {
    name,
    title,
    sticky: undefined,
    missing: () => undefined,
    command: ({ port, backends }) => ({
      file: process.execPath,
      args: [join(PEERS, `${name}.mjs`)],
      env: { PORT: port, BACKENDS: backends.join(), NODE_ENV: 'production' },
    }),
  };
}
