import { InternalError } from '../errors/internal.error';
import { ProxyError } from '../errors/proxy.error';
import { type Exchange } from '../exchange/exchange';
import { type AffinityRule } from './affinity-rule';
import { type KeySource } from './keys/key.source';
import { type NamedResource } from './named-resource';

/** The resource of one request, and the request. */
export interface Lookup {
  readonly exchange: Exchange;
  readonly rule: AffinityRule;
  readonly source: KeySource;
  readonly value: string;
  /** True if the request has waited for the owner as long as it may. */
  readonly hasWaited: boolean;
}

/** The resource of a lookup, under this key. */
export function named({ exchange, rule, source }: Lookup, key: string): NamedResource {
  return {
    rule,
    source,
    pool: exchange.pool.name,
    key,
    intent: rule.intentOf(exchange, source),
    method: exchange.head.method,
    provesOwnership: rule.provesOwnership(exchange, source),
  };
}

/** Errors that are no refusals are internal errors for the client. */
export function proxyErrorOf(error: unknown): ProxyError {
  return error instanceof ProxyError ? error : new InternalError(error);
}
