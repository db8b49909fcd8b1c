/** The treatment of a request header on its way to a backend. */
export enum HeaderRole {
  /** Forwarded as it came. */
  EndToEnd,
  Host,
  ContentLength,
  TransferEncoding,
  Connection,
  /** Forwarded as it came, and looked at. */
  Authorization,
  Upgrade,
  Expect,
  MaxForwards,
  Te,
  Via,
  RequestId,
  XForwardedFor,
  /** Tells of the client's side of the connection: trusted, and forwarded, from trusted proxies only. */
  Forwarded,
  /** Meant for this hop, or the gateway's own to say: never forwarded. */
  Dropped,
}

/** By lower-case name; whatever is not listed is end-to-end (RFC 9110 §7.6.1 and the de facto X- names). */
const ROLES = new Map<string, HeaderRole>([
  ['host', HeaderRole.Host],
  ['content-length', HeaderRole.ContentLength],
  ['transfer-encoding', HeaderRole.TransferEncoding],
  ['connection', HeaderRole.Connection],
  ['authorization', HeaderRole.Authorization],
  ['upgrade', HeaderRole.Upgrade],
  ['expect', HeaderRole.Expect],
  ['max-forwards', HeaderRole.MaxForwards],
  ['te', HeaderRole.Te],
  ['via', HeaderRole.Via],
  ['x-request-id', HeaderRole.RequestId],
  ['x-forwarded-for', HeaderRole.XForwardedFor],
  ['x-forwarded-proto', HeaderRole.Forwarded],
  ['x-forwarded-host', HeaderRole.Forwarded],
  ['x-forwarded-port', HeaderRole.Forwarded],
  ['x-forwarded-prefix', HeaderRole.Forwarded],
  ['x-forwarded-scheme', HeaderRole.Forwarded],
  ['x-forwarded-server', HeaderRole.Forwarded],
  ['x-forwarded-ssl', HeaderRole.Forwarded],
  ['forwarded', HeaderRole.Forwarded],
  ['x-real-ip', HeaderRole.Forwarded],
  ['x-client-ip', HeaderRole.Forwarded],
  ['x-cluster-client-ip', HeaderRole.Forwarded],
  ['true-client-ip', HeaderRole.Forwarded],
  // The gateway's own word to the owner of a resource.
  ['x-owner-epoch', HeaderRole.Dropped],
  ['keep-alive', HeaderRole.Dropped],
  ['proxy-connection', HeaderRole.Dropped],
  ['proxy-authorization', HeaderRole.Dropped],
  ['http2-settings', HeaderRole.Dropped],
  ['x-gateway-decision', HeaderRole.Dropped],
]);

/** The role of a header whose name is given in lower case. */
export function roleOf(lowerName: string): HeaderRole {
  const role = ROLES.get(lowerName);
  if (role !== undefined) return role;
  // Who the client is, only the gateway says.
  if (lowerName.startsWith('x') && /^x[-_]auth[-_]/.test(lowerName)) return HeaderRole.Dropped;
  // Many back ends read X_Forwarded_For as X-Forwarded-For, so the one would smuggle in what the other may not say.
  if (lowerName.includes('_') && ROLES.has(lowerName.replaceAll('_', '-'))) return HeaderRole.Dropped;
  return HeaderRole.EndToEnd;
}

/** The name that many back ends read: in lower case, and with `-` for `_`. */
export function asOneName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/**
 * `Connection` cannot remove these fields: otherwise a client could remove fields that the gateway vouches for.
 */
export function isProtectedFromConnection(lowerName: string): boolean {
  return (
    roleOf(lowerName) !== HeaderRole.EndToEnd ||
    lowerName === 'cookie' ||
    lowerName === 'content-type' ||
    lowerName === 'content-encoding' ||
    lowerName.startsWith('x-forwarded-')
  );
}
