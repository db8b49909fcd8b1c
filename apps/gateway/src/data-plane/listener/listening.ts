import { type Server } from 'node:net';
import { ConfigError } from '../../config/config.error';
import { type ListenerName } from './inherited-sockets';

/** Where to listen when no socket has been opened for it. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Begins to listen: on the socket with this descriptor, or else on the address.
 *
 * @throws ConfigError for a socket that is of no use; for an address an error with a code such as EADDRINUSE.
 */
export async function listen(
  server: Server,
  name: ListenerName,
  address: Address,
  fd: number | undefined,
): Promise<void> {
  if (fd === undefined) return begun(server, address);
  const cannot = await begun(server, { fd }).catch(
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  if (cannot === undefined && typeof server.address() === 'object') return;
  const found = `descriptor ${fd} for ${name}${cannot === undefined ? '' : ` (${cannot})`}`;
  const allowed = 'a TCP socket that listens';
  const message = `found ${found}, allowed: ${allowed}`;
  throw new ConfigError([{ file: 'environment', path: 'LISTEN_FDS', found, allowed, message }]);
}

function begun(server: Server, where: Address | { readonly fd: number }): Promise<undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve(undefined);
    });
  });
}
