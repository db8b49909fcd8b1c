/** Where the items are kept. */
export type ItemsStore =
  /** In the process; gone when it ends. */
  | { readonly kind: 'memory' }
  /** In PostgreSQL or Redis, at this URL, shared with every other instance. */
  | { readonly kind: 'postgres' | 'redis'; readonly url: string };

/** Where an instance announces itself, and as what. */
export interface Registration {
  /** The operators' addresses of the gateways. */
  readonly gateways: readonly string[];
  readonly token: string;
  readonly pool: string;
  /** Where the gateways reach it; found out from the listener when left out. */
  readonly self?: string | undefined;
  readonly id?: string | undefined;
}

/** The configuration of an instance of items-api; every value has been checked. */
export interface ItemsApiConfig {
  /** The port to listen on; 0 takes any free one. */
  readonly port: number;
  /** The address or name to listen on. */
  readonly host: string;
  /** How many items the memory may hold before a create is refused. */
  readonly maxItems: number;
  readonly itemsStore: ItemsStore;
  /** The secret of hand-offs, shared with the gateways. Undefined if epochs are not checked and items stay where they are. */
  readonly handOffSecret?: string | undefined;
  /** Milliseconds between "not ready" and the closing of the listener, in which balancers look elsewhere. */
  readonly stopDelay: number;
  /** Undefined if the instance does not register itself. */
  readonly registration?: Registration | undefined;
  /** Milliseconds that open requests have to finish once the listener is closed. */
  readonly stopTimeout: number;
}

/** The injection token of the configuration. */
export const ITEMS_API_CONFIG = Symbol('ItemsApiConfig');
