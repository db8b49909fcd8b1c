import { type z } from 'zod';
import { type gatewaySchema } from './gateway-schema';

type DeepReadonly<T> = T extends (infer Entry)[]
  ? readonly DeepReadonly<Entry>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/** The configuration, complete and checked: durations in milliseconds, sizes in bytes, shares from 0 to 1. */
export type GatewayConfig = DeepReadonly<z.output<typeof gatewaySchema>>;
export type ListenConfig = GatewayConfig['listen'];
export type AdminConfig = GatewayConfig['admin'];
export type PoolConfig = GatewayConfig['pools'][number];
export type BackendConfig = PoolConfig['backends'][number];
export type RouteConfig = GatewayConfig['routes'][number];
export type StoresConfig = GatewayConfig['stores'];
export type AffinityRuleConfig = GatewayConfig['affinity'][number];
/** Where a key may stand: `{ path }`, `{ query }`, `{ header }` or `{ cookie }`. */
export type KeySourceConfig = AffinityRuleConfig['key'][number];
