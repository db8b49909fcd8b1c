import { isFree } from '../../support/processes';

/** Below the ports that Linux gives to outgoing connections, and above those of well-known services. */
const LOWEST = 15_000;
const HIGHEST = 32_000;

/**
 * Ports that nobody listens on, and that no outgoing connection is given while nobody does: whoever stops listening on
 * one can listen on it again.
 */
export async function lastingPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}
