import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { which } from './which.mjs';

/**
 * Gives the proxies a core of their own: the last one. This process, and with it the backends and the load,
 * moves to the others, so that neither is moved about nor takes the other's time.
 * Returns how to start a proxy there, or starts it as it is where the machine cannot pin.
 */
export function pinCores() {
  const cores = allowedCores(readFileSync('/proc/self/status', 'latin1'));
  const taskset = which('taskset');
  if (cores.length < 2 || taskset === undefined) {
    return { text: 'not pinned to cores', ownCore: (command) => command };
  }
  const own = cores.pop();
  execFileSync(taskset, ['--cpu-list', '--pid', cores.join(), String(process.pid)], { stdio: 'ignore' });
  return {
    text: `proxies on core ${own}, backends and load on ${cores.length === 1 ? 'core' : 'cores'} ${cores.join()}`,
    ownCore: ({ file, args, env }) => ({
      file: taskset,
      args: ['--cpu-list', String(own), file, ...args],
      env,
    }),
  };
}

/** The cores in the line `Cpus_allowed_list: 0-2,5` of `/proc/<pid>/status`. */
export function allowedCores(status) {
  const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status);
  return list.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
