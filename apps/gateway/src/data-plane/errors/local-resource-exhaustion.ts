/** No file descriptor, no port to connect from, or no memory was left. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM']);

/** True if a connection failed for what this machine lacks, which says nothing about the other side. */
export function isLocalResourceExhaustion(error: unknown): boolean {
  return SHORTAGES.has((error as NodeJS.ErrnoException | undefined)?.code ?? '');
}
