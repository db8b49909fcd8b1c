import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { GatewaySubject } from '../subjects/gateway-subject';
import { type Stage } from '../support/stage';
import { type Fault } from './fault';

const MAX_FILL = 4 * 1024 * 1024;

/** The disk that takes the logs is full, and has room again later. The disk is in memory, and the gateway's alone. */
export const fullDisk: Fault = {
  name: 'the disk for the logs is full',
  relayed: false,
  subject: new GatewaySubject({
    shell: (folder) => {
      const disk = diskOf(folder);
      const mount = `mkdir ${disk} && mount -t tmpfs -o size=1m tmpfs ${disk}`;
      return `exec unshare --mount bash -c '${mount} && exec "$@" >> ${disk}/log 2>&1' bash "$@"`;
    },
  }),
  missing: () =>
    spawnSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0
      ? undefined
      : 'No disk is filled: only root may mount one.',
  begin: (stage) => {
    fill(openSync(fillerOf(stage), 'w'));
    makeLog(stage);
  },
  end: (stage) => rmSync(fillerOf(stage)),
  mayCost: () => ({ gets: 0, posts: 0 }),
};

/** The reader of the gateway's output does not read until later. */
export const unreadLog: Fault = {
  name: 'the log has no reader',
  relayed: false,
  subject: new GatewaySubject({
    // Open in both directions, a pipe needs no reader.
    shell: (folder) => `mkfifo ${pipeOf(folder)} && exec "$@" <> ${pipeOf(folder)} >&0 2>&1`,
  }),
  begin: (stage) => {
    fill(openSync(pipeOf(stage.folder), constants.O_RDWR | constants.O_NONBLOCK));
    makeLog(stage);
  },
  end: ({ folder }) => drain(openSync(pipeOf(folder), constants.O_RDWR | constants.O_NONBLOCK)),
  mayCost: () => ({ gets: 0, posts: 0 }),
};

/** Has the gateway write at least one line, whether or not it writes one for each request. */
function makeLog({ subject }: Stage): void {
  subject.process.signal('SIGHUP');
}

/** Writes until the pipe is full. */
function fill(file: number): void {
  const bytes = Buffer.alloc(4_096);
  try {
    for (let written = 0; written < MAX_FILL;) written += writeSync(file, bytes);
  } catch {
    // There is no room left, which is what was wanted.
  }
  closeSync(file);
}

function drain(pipe: number): void {
  const bytes = Buffer.alloc(65_536);
  try {
    while (readSync(pipe, bytes) > 0);
  } catch {
    // Nothing is left in it.
  }
  closeSync(pipe);
}

function diskOf(folder: string): string {
  return join(folder, 'disk');
}

/** A file on the disk that only the gateway's process sees, by way of the kernel's window on that process. */
function fillerOf({ subject, folder }: Stage): string {
  return join(`/proc/${subject.process.pid}/root`, diskOf(folder), 'filler');
}

function pipeOf(folder: string): string {
  return join(folder, 'pipe');
}
