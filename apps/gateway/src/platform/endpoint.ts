import { isIP } from 'node:net';

/** Where to connect to reach a backend. */
export type Endpoint =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'tls';
      readonly host: string;
      readonly port: number;
      readonly serverName: string | undefined;
    }
  | { readonly kind: 'unix'; readonly path: string };

/**
 * Reads `http://host:port`, `https://host:port` or `unix:/path.sock`.
 *
 * @throws Error that says what is allowed.
 */
export function parseEndpoint(url: string): Endpoint {
  if (url.startsWith('unix:')) {
    const path = url.slice('unix:'.length);
    if (!path.startsWith('/')) throw new Error(`${url} is not a socket: allowed is unix:/absolute/path.sock`);
    return { kind: 'unix', path };
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:') {
    throw new Error(
      `${url} is not a backend: allowed are http://host:port, https://host:port and unix:/path.sock`,
    );
  }
  // URL keeps the brackets of an IPv6 address, which sockets do not take.
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (parsed.protocol === 'http:') return { kind: 'tcp', host, port: Number(parsed.port || 80) };
  return overTls(host, Number(parsed.port || 443));
}

/** An address is no name that could be sent as SNI (RFC 6066 §3). */
export function overTls(host: string, port: number): Extract<Endpoint, { kind: 'tls' }> {
  return { kind: 'tls', host, port, serverName: isIP(host) ? undefined : host };
}
