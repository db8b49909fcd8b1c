import { createHash } from 'node:crypto';
import { clientNetwork } from '../../http/client-network';
import { type Exchange } from '../../exchange/exchange';
import { headerValue, isRepeated } from '../../http/request-values';

/** The property by which a limit distinguishes clients; names of headers in lower case. */
export type LimitKey =
  | 'clientAddress'
  | 'route'
  /** Clients with valid credentials of any kind. */
  | 'identity'
  | 'apiKey'
  | { readonly header: string }
  /** Of a token that was verified. */
  | { readonly jwt: string };

/** A longer value is hashed, since a client does not decide how much is remembered; never cut, or two clients are one. */
const MAX_LENGTH = 128;

/** True if the key is known only once the credentials are. */
export function needsIdentity(key: LimitKey): boolean {
  return key === 'identity' || key === 'apiKey' || (typeof key === 'object' && 'jwt' in key);
}

/** The client that a request counts for. Who leaves out what tells clients apart, or sends it twice, counts by address. */
export function clientKey(exchange: Exchange, key: LimitKey): string {
  if (key === 'route') return '';
  const value = key === 'clientAddress' ? undefined : valueOf(exchange, key);
  // The kinds begin differently, so that no value can be written like an address or like the hash of another value.
  if (value === undefined) return `@${addressOf(exchange)}`;
  return value.length <= MAX_LENGTH ? `=${value}` : `#${digestOf(value)}`;
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

function valueOf(
  { identity, request }: Exchange,
  key: Exclude<LimitKey, 'clientAddress' | 'route'>,
): string | undefined {
  if (key === 'identity') return identity && `${identity.kind}:${identity.name}`;
  if (key === 'apiKey') return identity?.kind === 'apiKey' ? identity.name : undefined;
  if ('header' in key) {
    // A backend might take the other one of two, and the first could be another one each time.
    const isClear = !isRepeated(request.rawHeaders, key.header);
    return isClear ? headerValue(request.rawHeaders, key.header) : undefined;
  }
  return identity?.claim(key.jwt);
}

function addressOf({ client, head }: Exchange): string {
  return clientNetwork(client.clientAddress(head.forwardedFor));
}
