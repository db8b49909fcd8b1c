import { isFree } from '../../support/processes';

/** Below the ports that Linux gives to outgoing connections, and above those of well-known services. */
const LOWEST = 15_000;
const HIGHEST = 32_000;

/**
 * Ports without a listener that are given to no outgoing connection: a process that stops listening on one can
 * listen on it again.
 */
export async function lastingPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}
