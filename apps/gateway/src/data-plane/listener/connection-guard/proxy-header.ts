import { type AnnouncedClient } from '../../exchange/client-connection';

/** What stands at the beginning of a connection, as far as it has come. */
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

/** Somebody has connected to the proxy, which does not say who, or not in a way that means anything here. */
export const UNKNOWN_CLIENT: AnnouncedClient = { address: undefined, port: undefined };
