import { type GatewayConfig } from '../config/gateway-config';

/** The error of Node.js for an address: with the port if it is in use, with the name if that is unknown. */
type ListenError = NodeJS.ErrnoException & { readonly port?: number; readonly hostname?: string };

/** Why an address could not be listened on and what to do about it, in one line; undefined for any other error. */
export function listenFailure(error: unknown, { listen, admin }: GatewayConfig): string | undefined {
  const { code, syscall, message, port, hostname } = error as ListenError;
  if (syscall !== 'listen' && syscall !== 'getaddrinfo') return undefined;
  const isAdmin = port === undefined ? hostname === admin.host : port === admin.port;
  const [section, variable, { host, port: wanted }] = isAdmin
    ? ['admin', 'ADMIN_', admin]
    : ['listen', '', listen];
  const setPort = `Set ${section}.port, or ${variable}PORT in the environment,`;
  const setHost = `Set ${section}.host, or ${variable}HOST in the environment,`;
  const advice: Readonly<Record<string, string>> = {
    EADDRINUSE: `another process listens there. ${setPort} to a free one.`,
    EACCES: `this user may not open it. ${setPort} to one above 1023.`,
    EADDRNOTAVAIL: `this machine has no such address. ${setHost} to one it has.`,
    ENOTFOUND: `the name cannot be resolved. ${setHost} to an address of this machine.`,
  };
  return `cannot listen on ${host} port ${wanted}: ${advice[code ?? ''] ?? message}`;
}
