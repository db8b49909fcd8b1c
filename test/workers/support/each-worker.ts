import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { eventually } from '../../support/eventually';
import { type ManyProcesses } from './many-processes';

/** Something that has one connection to the gateway, from one port of the test's. */
interface Connected {
  readonly socket: { readonly localPort?: number | undefined; readonly remotePort?: number | undefined };
}

/**
 * Opens connections until each worker has one, however the system deals them out; resolves with one for each worker, in the
 * order of `gateway.workers`. The test closes them, also those that are too many.
 */
export async function onEachWorker<T extends Connected>(
  gateway: ManyProcesses,
  open: () => Promise<T>,
): Promise<T[]> {
  const { workers } = gateway;
  const held = new Map<number, T>();
  while (held.size < workers.length) {
    const opened = await open();
    held.set(await holderOf(opened, workers), opened);
  }
  return workers.map((pid) => held.get(pid)!);
}

/** Resolves with the one of these processes that has the other end of a connection, once it has it (Linux). */
export async function holderOf({ socket }: Connected, pids: readonly number[]): Promise<number> {
  let holder: number | undefined;
  await eventually(() => {
    const inode = inodeOfPeer(socket);
    holder = pids.find((pid) => inode !== undefined && socketsOf(pid).includes(`socket:[${inode}]`));
    expect(holder).toBeDefined();
  });
  return holder!;
}

/**
 * Finds the other end of this IPv4 socket in the system's list. Other connections may use the same port to
 * elsewhere.
 */
function inodeOfPeer({ localPort = 0, remotePort = 0 }: Connected['socket']): string | undefined {
  const ends = (address = '', port: number): boolean =>
    address.endsWith(`:${port.toString(16).toUpperCase().padStart(4, '0')}`);
  const rows = readFileSync('/proc/net/tcp', 'latin1').split('\n');
  // Columns: number, local address, remote address, and the inode as the tenth.
  return rows
    .map((row) => row.trim().split(/\s+/))
    .find(([, local, remote]) => ends(local, remotePort) && ends(remote, localPort))?.[9];
}

function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
    } catch {
      return ''; // It was closed in the meantime.
    }
  });
}
