import { readdirSync, readFileSync } from 'node:fs';
import { processTree } from './process-tree.mjs';

/**
 * Returns the use of a process, its threads and its descendants so far: CPU time (user and system) in
 * microseconds and resident memory in bytes, as the operating system counts them.
 */
export function usageOf(root) {
  const usage = { cpuMicros: 0, residentBytes: 0 };
  for (const id of processTree(root)) {
    usage.residentBytes += residentBytes(readFileSync(`/proc/${id}/status`, 'latin1'));
    for (const thread of readdirSync(`/proc/${id}/task`)) {
      usage.cpuMicros += cpuMicros(readFileSync(`/proc/${id}/task/${thread}/schedstat`, 'latin1'));
    }
  }
  return usage;
}

/** The time on a CPU in `/proc/<pid>/task/<tid>/schedstat`; exact to the nanosecond, where `stat` counts ticks of 10 ms. */
export function cpuMicros(schedstat) {
  return Number(schedstat.split(' ', 1)[0]) / 1000;
}

/** The resident memory in `/proc/<pid>/status`; a process that is about to end shows none. */
export function residentBytes(status) {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [0, 0];
  return Number(kibibytes) * 1024;
}
