/** The longest name DNS knows (RFC 1035 §2.3.4), with some room for a port. */
const LONGEST = 253 + ':65535'.length + 1;

/**
 * A host as routes compare it: lower case, without port and trailing dot. Empty for what cannot be a host's name, which
 * matches no route's host.
 */
export function hostName(host: string): string {
  if (host.length > LONGEST) return '';
  const colon = host.startsWith('[') ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
  const name = colon < 0 ? host : host.slice(0, colon);
  return (name.endsWith('.') ? name.slice(0, -1) : name).toLowerCase();
}
