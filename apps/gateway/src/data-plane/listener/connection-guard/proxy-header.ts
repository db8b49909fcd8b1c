import { type AnnouncedClient } from '../../exchange/client-connection';

/** The beginning of a connection, as far as it has arrived. */
export type ProxyHeader =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' }
  | {
      readonly kind: 'header';
      /** Its bytes; what comes behind them is the client's. */
      readonly length: number;
      /** Undefined where the proxy has connected on its own behalf. */
      readonly client: AnnouncedClient | undefined;
    };

export const INCOMPLETE: ProxyHeader = { kind: 'incomplete' };
export const MALFORMED: ProxyHeader = { kind: 'malformed' };

/** The proxy does not name its client, or uses an address family without a meaning here. */
export const UNKNOWN_CLIENT: AnnouncedClient = { address: undefined, port: undefined };
