import { type ItemsApiConfig } from '../config/items-api.config';

const REASONS: ReadonlyMap<string | undefined, string> = new Map([
  ['EADDRINUSE', 'the port is in use by another process; set PORT to a free one'],
  ['EACCES', 'this user may not open the port; set PORT to one above 1023'],
  ['EADDRNOTAVAIL', 'this machine has no such address; set HOST to one it has'],
  ['ENOTFOUND', 'the name is not known; set HOST to an address of this machine'],
]);

/** Why the listener could not have its port, in one line; undefined when the error has another source. */
export function listenFailure(error: unknown, { host, port }: ItemsApiConfig): string | undefined {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return undefined;
  return `cannot listen on ${host} port ${port}: ${REASONS.get(code) ?? message}.`;
}
