import { clientNetwork } from '../../client.network';
import { type Exchange } from '../../exchange';
import { headerValue } from '../../request.values';

/** What clients are told apart by; names of headers in lower case. */
export type LimitKey =
  | 'clientAddress'
  | 'route'
  /** Whoever has shown credentials, of any kind. */
  | 'identity'
  | 'apiKey'
  | { readonly header: string }
  /** Of a token that was verified. */
  | { readonly claim: string };

/** A longer value is cut: what a client sends must not decide how much is remembered. */
const MAX_LENGTH = 128;

/** Whether the key is known only once the credentials are. */
export function needsIdentity(key: LimitKey): boolean {
  return key === 'identity' || key === 'apiKey' || (typeof key === 'object' && 'claim' in key);
}

/** The client that a request counts for. Who leaves out what tells clients apart counts by address. */
export function clientKey(exchange: Exchange, key: LimitKey): string {
  if (key === 'route') return '';
  const value = key === 'clientAddress' ? undefined : valueOf(exchange, key);
  // The two kinds begin differently, so that no header can spell somebody's address.
  return value === undefined ? `@${addressOf(exchange)}` : `=${value.slice(0, MAX_LENGTH)}`;
}

function valueOf(
  { identity, request }: Exchange,
  key: Exclude<LimitKey, 'clientAddress' | 'route'>,
): string | undefined {
  if (key === 'identity') return identity && `${identity.kind}:${identity.name}`;
  if (key === 'apiKey') return identity?.kind === 'apiKey' ? identity.name : undefined;
  if ('header' in key) return headerValue(request.rawHeaders, key.header);
  return identity?.claim(key.claim);
}

function addressOf({ client, head }: Exchange): string {
  return clientNetwork(client.clientAddress(head.forwardedFor));
}
