import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A'; // TCP_LISTEN, as /proc/net/tcp prints it.

/**
 * The process that listens on a port, as far as this user may see it.
 * @param {number} port
 * @returns {{ pid: number, command: string } | undefined}
 */
export function holderOf(port) {
  const found = process.platform === 'linux' ? fromProc(port) : undefined;
  return found ?? fromLsof(port);
}

function fromProc(port) {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(file, port)));
  if (inodes.size === 0) return undefined;
  for (const pid of readOr([], () => readdirSync('/proc')).filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(pid, inodes)) return { pid: Number(pid), command: commandOf(pid) };
  }
  return undefined;
}

function listeningInodes(file, port) {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return readOr('', () => readFileSync(file, 'latin1'))
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === LISTENING && local.endsWith(`:${hexPort}`))
    .map((columns) => columns[9]);
}

function holdsSocket(pid, inodes) {
  const folder = `/proc/${pid}/fd`;
  // Other people's processes may not be read, and any process may end while it is looked at.
  return readOr([], () => readdirSync(folder)).some((descriptor) => {
    const [, inode] =
      /^socket:\[(\d+)\]$/.exec(readOr('', () => readlinkSync(`${folder}/${descriptor}`))) ?? [];
    return inodes.has(inode);
  });
}

function commandOf(pid) {
  const words = readOr('', () => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  return shorten(words.filter(Boolean).join(' '));
}

function fromLsof(port) {
  const run = (command, args) =>
    readOr('', () => execFileSync(command, args, { encoding: 'utf8', stdio: 'pipe', timeout: 5_000 }));
  const [, pid] = /^p(\d+)$/m.exec(run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fp'])) ?? [];
  if (!pid) return undefined;
  return { pid: Number(pid), command: shorten(run('ps', ['-o', 'command=', '-p', pid]).trim()) };
}

function shorten(command) {
  return command.length > 120 ? `${command.slice(0, 119)}…` : command;
}

function readOr(fallback, read) {
  try {
    return read();
  } catch {
    return fallback;
  }
}
